package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.wire.coordinator.CoordinatorRecord;

import java.util.function.Consumer;

/** Effects of which each record has been replayed when the next is decided. */
record Replaying(Effects to, Consumer<CoordinatorRecord> replay) implements Effects {
    @Override
    public void append(CoordinatorRecord record) {
        replay.accept(record);
        to.append(record);
    }

    @Override
    public <R> void reply(ReplyTo<R> whom, R answer) {
        to.reply(whom, answer);
    }
}
