package io.odradek.broker.coordinator.runtime;

import io.odradek.wire.api.ErrorCode;

/** What came of a request. */
final class Reply implements ReplyTo<Long> {
    private String outcome = "";

    @Override
    public void send(Long answer) {
        set(answer.toString());
    }

    @Override
    public void fail(ErrorCode why) {
        set(why.name());
    }

    private void set(String what) {
        if (!outcome.isEmpty()) {
            throw new AssertionError("answered twice: " + outcome + ", " + what);
        }
        outcome = what;
    }

    /** The number, the error, or nothing yet. */
    @Override
    public String toString() {
        return outcome;
    }
}
