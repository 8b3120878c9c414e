package io.odradek.controller.state;

/** How an item of a request fared: {@link ErrorCode#NONE}, or what is wrong in a sentence. */
public record ApiError(ErrorCode code, String message) {
    public static final ApiError NONE = new ApiError(ErrorCode.NONE, "");

    public boolean isError() {
        return code != ErrorCode.NONE;
    }
}
