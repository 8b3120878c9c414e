package io.odradek.broker.coordinator.group.shared;

import io.odradek.wire.api.ErrorCode;

import java.io.Serial;

/** A request to a group is refused; nothing has changed. */
public final class GroupException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final ErrorCode error;

    /**
     * @param message for people: the thing, the cause, the next step
     */
    public GroupException(ErrorCode error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    public ErrorCode error() {
        return error;
    }
}
