package io.odradek.broker.convert;

import io.odradek.wire.api.ErrorCode;

/**
 * Errors by the names old clients know: a code that a client has never heard of ends it, or is
 * taken for something that a retry cures.
 */
public final class OldErrors {
    private static final short PRODUCE_KNOWS_STORAGE = 4;
    private static final short PRODUCE_KNOWS_INVALID_RECORD = 3;
    private static final short FETCH_KNOWS_STORAGE = 6;

    private OldErrors() {}

    public static ErrorCode produce(short version, ErrorCode error) {
        if (version < PRODUCE_KNOWS_STORAGE && error == ErrorCode.KAFKA_STORAGE_ERROR) {
            return ErrorCode.NOT_LEADER_OR_FOLLOWER;
        }
        if (version < PRODUCE_KNOWS_INVALID_RECORD && error == ErrorCode.INVALID_RECORD) {
            return ErrorCode.CORRUPT_MESSAGE;
        }
        return error;
    }

    public static ErrorCode fetch(short version, ErrorCode error) {
        return version < FETCH_KNOWS_STORAGE && error == ErrorCode.KAFKA_STORAGE_ERROR
                ? ErrorCode.NOT_LEADER_OR_FOLLOWER
                : error;
    }
}
