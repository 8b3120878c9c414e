package io.odradek.broker.coordinator.runtime;

import io.odradek.wire.coordinator.CoordinatorRecord;

/**
 * Takes what one step of a state machine decides. All records of a step are written as one atomic
 * batch, in order. Its replies leave once everything appended up to and with this step is
 * committed, so nobody is ever told of a state that a new leader might not have.
 */
public interface Effects {
    void append(CoordinatorRecord record);

    <R> void reply(ReplyTo<R> to, R answer);
}
