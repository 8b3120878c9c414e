package io.odradek.controller.state;

import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

/** How an item of a request fared: {@link ErrorCode#NONE}, or what is wrong in a sentence. */
public record ApiError(ErrorCode code, String message) {
    public static final ApiError NONE = new ApiError(ErrorCode.NONE, "");

    /** As responses carry it: null where all is well. */
    public @Nullable String messageOrNull() {
        return isError() ? message : null;
    }

    public boolean isError() {
        return code != ErrorCode.NONE;
    }
}
