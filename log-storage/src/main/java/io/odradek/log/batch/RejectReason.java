package io.odradek.log.batch;

/** Why a log does not take a batch. The broker maps each to one Kafka error code. */
public enum RejectReason {
    /** Sizes or checksum do not fit: CORRUPT_MESSAGE. */
    CORRUPT,
    /** Larger than max.message.bytes: MESSAGE_TOO_LARGE. */
    TOO_LARGE,
    /** More bytes than fit in one segment: RECORD_LIST_TOO_LARGE. */
    LARGER_THAN_SEGMENT,
    /** Well-formed bytes that break a rule: INVALID_RECORD. */
    INVALID_RECORD,
    /** A format other than 2: UNSUPPORTED_FOR_MESSAGE_FORMAT. */
    UNSUPPORTED_FORMAT,
    /** Outside message.timestamp.before/after.max.ms: INVALID_TIMESTAMP. */
    INVALID_TIMESTAMP,
    /** A gap in a producer's sequence: OUT_OF_ORDER_SEQUENCE_NUMBER. */
    OUT_OF_ORDER_SEQUENCE,
    /** A producer that a newer one has fenced: INVALID_PRODUCER_EPOCH. */
    INVALID_PRODUCER_EPOCH,
    /**
     * A transaction marker from a coordinator that a newer one replaced:
     * TRANSACTION_COORDINATOR_FENCED.
     */
    COORDINATOR_FENCED,
    /** A follower was given offsets it already has; a bug or a diverged leader. */
    UNEXPECTED_OFFSET
}
