package io.odradek.broker.replica;

import io.odradek.log.batch.RejectReason;
import io.odradek.wire.api.ErrorCode;

/** What a producer is told when its batch is not taken. */
final class Rejections {
    private Rejections() {}

    static ErrorCode code(RejectReason reason) {
        return switch (reason) {
            case CORRUPT -> ErrorCode.CORRUPT_MESSAGE;
            case TOO_LARGE -> ErrorCode.MESSAGE_TOO_LARGE;
            case LARGER_THAN_SEGMENT -> ErrorCode.RECORD_LIST_TOO_LARGE;
            case INVALID_RECORD -> ErrorCode.INVALID_RECORD;
            case UNSUPPORTED_FORMAT -> ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT;
            case INVALID_TIMESTAMP -> ErrorCode.INVALID_TIMESTAMP;
            case OUT_OF_ORDER_SEQUENCE -> ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER;
            case INVALID_PRODUCER_EPOCH -> ErrorCode.INVALID_PRODUCER_EPOCH;
            case COORDINATOR_FENCED -> ErrorCode.TRANSACTION_COORDINATOR_FENCED;
            case UNEXPECTED_OFFSET -> ErrorCode.UNKNOWN_SERVER_ERROR;
        };
    }
}
