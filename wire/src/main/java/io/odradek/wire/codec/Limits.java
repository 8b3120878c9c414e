package io.odradek.wire.codec;

import java.nio.ByteBuffer;
import java.util.UUID;

/** The bounds of one message, and its few constants. */
public final class Limits {
    /** Elements of one array. */
    public static final int ARRAY_LENGTH_MAX = 1_000_000;

    /** Tagged fields of one structure. */
    public static final int TAGGED_FIELDS_MAX = 10_000;

    /** Bytes of one string: Kafka's own limit, in versions with a wider length field too. */
    public static final int STRING_BYTES_MAX = Short.MAX_VALUE;

    /** Kafka's way to say "no id". */
    public static final UUID ZERO_UUID = new UUID(0, 0);

    /** No bytes. */
    public static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private Limits() {}
}
