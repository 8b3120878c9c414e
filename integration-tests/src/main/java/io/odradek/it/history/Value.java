package io.odradek.it.history;

/**
 * What tells a written record from all others: its writer and the writer's number for it, packed
 * into a long, because histories hold millions.
 */
public final class Value {
    /** A record whose bytes no writer can have sent. */
    public static final long CORRUPT = -1;

    private Value() {}

    public static long of(int writer, int sequence) {
        return ((long) writer << 32) | sequence;
    }

    public static int writer(long value) {
        return (int) (value >>> 32);
    }

    public static int sequence(long value) {
        return (int) value;
    }
}
