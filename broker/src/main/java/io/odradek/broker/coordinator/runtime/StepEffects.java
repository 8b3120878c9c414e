package io.odradek.broker.coordinator.runtime;

import io.odradek.wire.coordinator.CoordinatorRecord;

import java.util.ArrayList;
import java.util.List;

/** What one step decided. Nothing leaves before the step is over. */
final class StepEffects implements Effects {
    /** An answer with its addressee. */
    record Answer<R>(ReplyTo<R> to, R answer) {
        void send() {
            to.send(answer);
        }
    }

    private final List<CoordinatorRecord> records = new ArrayList<>();
    private final List<Answer<?>> answers = new ArrayList<>(1);

    @Override
    public void append(CoordinatorRecord record) {
        records.add(record);
    }

    @Override
    public <R> void reply(ReplyTo<R> to, R answer) {
        answers.add(new Answer<>(to, answer));
    }

    List<CoordinatorRecord> records() {
        return records;
    }

    List<Answer<?>> answers() {
        return answers;
    }
}
