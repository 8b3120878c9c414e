package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.wire.api.ErrorCode;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes a coordinator's answer, or makes one from what went wrong. Thread-safe.
 *
 * @param failed the answer in which everything failed
 */
record Answer<R>(Consumer<? super R> to, Function<ErrorCode, R> failed) implements ReplyTo<R> {
    @Override
    public void send(R answer) {
        to.accept(answer);
    }

    @Override
    public void fail(ErrorCode why) {
        to.accept(failed.apply(why));
    }
}
