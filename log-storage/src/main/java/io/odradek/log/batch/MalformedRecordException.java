package io.odradek.log.batch;

/** Bytes that are no record, or a compressed payload that does not unpack within its bound. */
public final class MalformedRecordException extends RuntimeException {

    private final RejectReason reason;

    MalformedRecordException(String message) {
        this(RejectReason.CORRUPT, message);
    }

    MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
        this.reason = RejectReason.CORRUPT;
    }

    /** For bytes that can be read, but may not be there. */
    MalformedRecordException(RejectReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** As what a producer is told about it. */
    public RejectReason reason() {
        return reason;
    }
}
