package io.odradek.controller.state;

import io.odradek.wire.api.ErrorCode;

/**
 * Leaves the validation of one item; the others of its request go on. Never leaves this package.
 */
@SuppressWarnings("serial")
final class Refusal extends Exception {
    private final transient ApiError error;

    Refusal(ErrorCode code, String message) {
        super(message, null, false, false);
        this.error = new ApiError(code, message);
    }

    ApiError error() {
        return error;
    }
}
