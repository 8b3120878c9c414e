package io.odradek.broker.coordinator.runtime;

import io.odradek.wire.api.ErrorCode;

/**
 * Where the one answer to a request goes. A state machine keeps it as long as it likes and hands it
 * back through {@link Effects#reply}; only the shell calls its methods, exactly one of them, once.
 */
public interface ReplyTo<R> {
    void send(R answer);

    /** There is no answer: the coordinator moved, or what the answer rests on was not committed. */
    void fail(ErrorCode why);
}
