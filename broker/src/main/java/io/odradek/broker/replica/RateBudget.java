package io.odradek.broker.replica;

/**
 * How many bytes may pass: so many a second, and after a quiet time at most one window's worth at
 * once. Pure: time is an argument, in nanoseconds.
 *
 * <p>More may be taken than there is, since a batch cannot be halved; what was too much is made up
 * for before anything passes again, but nobody waits for longer than all windows last: even under
 * the smallest limit, and under 0, something moves.
 */
final class RateBudget {
    /** Bytes per second, where nothing is throttled. */
    static final long UNLIMITED = Long.MAX_VALUE;

    private static final double SECOND = 1e9;

    private final int windows;
    private final long windowNanos;
    private long bytesPerSecond = UNLIMITED;
    private double left;
    private long countedAt;

    RateBudget(int windows, long windowNanos) {
        this.windows = windows;
        this.windowNanos = windowNanos;
    }

    /** What was left under the former limit stays, within the new one. */
    void limit(long newBytesPerSecond, long now) {
        if (bytesPerSecond == UNLIMITED) {
            left = 0;
        } else {
            count(now);
        }
        bytesPerSecond = Math.max(1, newBytesPerSecond);
        countedAt = now;
        left = Math.min(left, most());
    }

    private double most() {
        return Math.max(1, (double) bytesPerSecond * windowNanos / SECOND);
    }

    private void count(long now) {
        left = Math.min(most(), left + (double) bytesPerSecond * (now - countedAt) / SECOND);
        countedAt = now;
    }

    /**
     * Whether so many may be taken now; of more than a window's worth, whether a window's is there.
     */
    boolean allows(long bytes, long now) {
        if (bytesPerSecond == UNLIMITED) {
            return true;
        }
        count(now);
        return left >= Math.min((double) bytes, most());
    }

    void take(long bytes, long now) {
        if (bytesPerSecond != UNLIMITED) {
            count(now);
            left = Math.max(left - bytes, -windows * most());
        }
    }

    /** After which time {@link #allows} will say yes. */
    long nanosUntil(long bytes, long now) {
        if (allows(bytes, now)) {
            return 0;
        }
        double missing = Math.min((double) bytes, most()) - left;
        return (long) Math.ceil(missing / bytesPerSecond * SECOND) + 1;
    }
}
