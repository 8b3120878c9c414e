package io.odradek.it.oracle;

import java.util.Arrays;

/**
 * Every answer a producer got for one partition, by the number the record carries. Written by the
 * producer's I/O thread alone; read once that thread has ended.
 */
public final class Answers {
    private static final long UNKNOWN = -1;
    private static final long REFUSED = -2;
    private static final int INITIAL = 1 << 12;

    private long[] offsets = new long[INITIAL];
    private long[] ackNanos = new long[INITIAL];
    private int sent;
    private int acks;
    private int refused;

    Answers() {
        Arrays.fill(offsets, UNKNOWN);
    }

    void sent(int number) {
        sent = Math.max(sent, number + 1);
    }

    void acknowledged(int number, long offset, long nowNanos) {
        note(number, offset);
        if (acks == ackNanos.length) {
            ackNanos = Arrays.copyOf(ackNanos, acks * 2);
        }
        ackNanos[acks++] = nowNanos;
    }

    void refused(int number) {
        note(number, REFUSED);
        refused++;
    }

    private void note(int number, long what) {
        if (number >= offsets.length) {
            int old = offsets.length;
            offsets = Arrays.copyOf(offsets, Math.max(number + 1, old * 2));
            Arrays.fill(offsets, old, offsets.length, UNKNOWN);
        }
        offsets[number] = what;
    }

    public int sent() {
        return sent;
    }

    public int acknowledged() {
        return acks;
    }

    public int refused() {
        return refused;
    }

    /** Records whose fate the producer never learned: they may be in the log, once. */
    public int unknown() {
        return sent - acks - refused;
    }

    boolean isAcknowledged(int number) {
        return number < offsets.length && offsets[number] >= 0;
    }

    boolean isRefused(int number) {
        return number < offsets.length && offsets[number] == REFUSED;
    }

    long offset(int number) {
        return offsets[number];
    }

    /**
     * The longest time without an acknowledgement that touches the window; a silence that lasts
     * past the window's end counts up to its own end.
     */
    public long longestGapNanos(long fromNanos, long toNanos) {
        long longest = 0;
        long previous = acks == 0 ? fromNanos : Math.min(fromNanos, ackNanos[0]);
        for (int i = 0; i < acks; i++) {
            long at = ackNanos[i];
            if (at > fromNanos && previous < toNanos) {
                longest = Math.max(longest, at - previous);
            }
            previous = at;
        }
        if (previous < toNanos) {
            longest = Math.max(longest, toNanos - previous);
        }
        return longest;
    }
}
