package io.odradek.log.batch;

/** Arithmetic of producer sequence numbers, which wrap from the largest int to 0. */
public final class Sequences {

    private Sequences() {}

    public static int plus(int sequence, int increment) {
        return (int) (((long) sequence + increment) & Integer.MAX_VALUE);
    }

    public static int minus(int sequence, int decrement) {
        return (int) (((long) sequence - decrement) & Integer.MAX_VALUE);
    }

    /** Whether {@code next} is the number after {@code last}; 0 follows "none yet" (-1). */
    public static boolean follows(int last, int next) {
        return next == (last == -1 ? 0 : plus(last, 1));
    }
}
