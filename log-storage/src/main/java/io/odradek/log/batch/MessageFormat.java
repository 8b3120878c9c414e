package io.odradek.log.batch;

/**
 * Byte positions inside an entry of a message set, formats 0 and 1 (KIP-31, KIP-32), counted from
 * the entry's first byte. An entry is an offset, a size and a message; the size counts the message
 * alone. Format 1 differs by the timestamp between attributes and key.
 */
final class MessageFormat {

    static final int OFFSET = 0;
    static final int SIZE = 8;
    static final int CRC = 12;
    static final int MAGIC = 16;
    static final int ATTRIBUTES = 17;
    static final int TIMESTAMP_V1 = 18;
    private static final int KEY_V0 = 18;
    private static final int KEY_V1 = 26;

    /** What the size does not count: the offset and itself. */
    static final int PREFIX = 12;

    static final byte MAGIC_V0 = 0;
    static final byte MAGIC_V1 = 1;

    static final int COMPRESSION_BITS = 0x07;
    static final int LOG_APPEND_TIME_BIT = 0x08;

    private MessageFormat() {}

    /** Where the key's length stands. */
    static int key(byte magic) {
        return magic == MAGIC_V0 ? KEY_V0 : KEY_V1;
    }

    /** An entry whose key and value are empty or null. */
    static int emptyEntryBytes(byte magic) {
        return key(magic) + 2 * Integer.BYTES;
    }
}
