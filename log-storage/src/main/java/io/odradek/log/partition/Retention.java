package io.odradek.log.partition;

/**
 * How much of a log is kept; whole segments go, the oldest first.
 *
 * @param maxAgeMs {@code retention.ms}: how old the youngest record of a segment may be, or -1
 * @param maxBytes {@code retention.bytes}: a log that has this much without its oldest segment
 *     loses it; or -1
 */
public record Retention(long maxAgeMs, long maxBytes) {
    public static final Retention FOREVER = new Retention(-1, -1);

    public boolean isForever() {
        return maxAgeMs < 0 && maxBytes < 0;
    }

    /**
     * @param youngestMs the largest timestamp of the segment
     */
    boolean isTooOld(long youngestMs, long nowMs) {
        return maxAgeMs >= 0 && nowMs - youngestMs > maxAgeMs;
    }

    /**
     * @param rest what there is without the segment
     */
    boolean isTooMuch(long rest) {
        return maxBytes >= 0 && rest >= maxBytes;
    }
}
