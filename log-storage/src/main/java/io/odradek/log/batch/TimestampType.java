package io.odradek.log.batch;

/** Who set a batch's timestamps: {@code message.timestamp.type}. */
public enum TimestampType {
    CREATE_TIME,
    LOG_APPEND_TIME
}
