package io.odradek.log.batch;

/** Byte positions inside a record batch of format 2 (KIP-98), counted from its first byte. */
public final class BatchFormat {

    public static final int BASE_OFFSET = 0;
    public static final int LENGTH = 8;
    public static final int LEADER_EPOCH = 12;
    public static final int MAGIC = 16;
    public static final int CRC = 17;
    public static final int ATTRIBUTES = 21;
    public static final int LAST_OFFSET_DELTA = 23;
    public static final int BASE_TIMESTAMP = 27;
    public static final int MAX_TIMESTAMP = 35;
    public static final int PRODUCER_ID = 43;
    public static final int PRODUCER_EPOCH = 51;
    public static final int BASE_SEQUENCE = 53;
    public static final int RECORD_COUNT = 57;

    /** Where the records start; also the size of an empty batch. */
    public static final int RECORDS = 61;

    /** What the length field does not count: the base offset and itself. */
    public static final int PREFIX = 12;

    /** The least bytes that tell the format: up to and including the magic byte. */
    public static final int MAGIC_END = 17;

    public static final byte CURRENT_MAGIC = 2;

    public static final long NO_TIMESTAMP = -1;
    public static final long NO_PRODUCER_ID = -1;
    public static final short NO_PRODUCER_EPOCH = -1;
    public static final int NO_SEQUENCE = -1;
    public static final int NO_LEADER_EPOCH = -1;

    static final int COMPRESSION_BITS = 0x07;
    static final int LOG_APPEND_TIME_BIT = 0x08;
    static final int TRANSACTIONAL_BIT = 0x10;
    static final int CONTROL_BIT = 0x20;

    /** The base timestamp is when the batch's tombstones may go (KIP-534). */
    static final int DELETE_HORIZON_BIT = 0x40;

    private BatchFormat() {}
}
