package io.odradek.log.batch;

/** Bytes that are no record, or a compressed payload that does not unpack within its bound. */
public final class MalformedRecordException extends RuntimeException {

    MalformedRecordException(String message) {
        super(message);
    }

    MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
