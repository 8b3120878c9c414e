package io.odradek.log.clean;

import java.util.List;

/** Decides whether a log is worth compacting, and how far. Pure: numbers in, a decision out. */
public final class CleanPlan {

    /** A look that nothing but new records makes worth repeating. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * A segment, never the active one.
     *
     * @param endOffset where the next one begins
     * @param indexBytes of the larger index
     * @param maxTimestamp -1 if no record has one
     */
    public record Sealed(
            long baseOffset, long endOffset, int bytes, int indexBytes, long maxTimestamp) {}

    /** Segments in a row that fit into one, as far as they come. */
    public static final class Group {
        private final CleanRules rules;
        private long base = -1;
        private long bytes;
        private long indexBytes;

        public Group(CleanRules rules) {
            this.rules = rules;
        }

        /** Takes the next segment in; false when it does not fit. The first always does. */
        public boolean add(Sealed next) {
            if (base < 0) {
                base = next.baseOffset;
            } else if (bytes + next.bytes > rules.segmentBytesMax()
                    || indexBytes + next.indexBytes > rules.indexBytesMax()
                    || next.endOffset - 1 - base > Integer.MAX_VALUE) {
                return false;
            }
            bytes += next.bytes;
            indexBytes += next.indexBytes;
            return true;
        }
    }

    /** What is to be done. */
    public sealed interface Decision {}

    /**
     * Compact.
     *
     * @param from what lies below was compacted before
     * @param to what lies above is left alone
     * @param dirtyRatio the larger, the more urgent; above 1 when records are overdue
     */
    public record Clean(long from, long to, double dirtyRatio) implements Decision {}

    /** Nothing, before that time or before more is committed. */
    public record NotYet(long lookAgainAtMs) implements Decision {}

    private CleanPlan() {}

    /**
     * @param sealed all segments but the active one, oldest first
     * @param from the first offset that was not compacted yet
     * @param limit nothing at or above it may be touched: the watermark, the last stable offset
     * @param oldestDirtyMs the time of the first record that was not compacted, -1 if it has none
     */
    public static Decision decide(
            List<Sealed> sealed,
            long from,
            long limit,
            long oldestDirtyMs,
            CleanRules rules,
            long nowMs) {
        long clean = 0;
        long dirty = 0;
        long to = from;
        long lookAgain = NEVER;
        for (Sealed segment : sealed) {
            if (segment.endOffset <= from) {
                clean += segment.bytes;
                continue;
            }
            if (segment.endOffset > limit) {
                break;
            }
            if (rules.lagMinMs() > 0 && segment.maxTimestamp > nowMs - rules.lagMinMs()) {
                lookAgain = plus(segment.maxTimestamp, rules.lagMinMs());
                break;
            }
            dirty += segment.bytes;
            to = segment.endOffset;
        }
        if (dirty == 0) {
            return new NotYet(lookAgain);
        }
        double ratio = (double) dirty / (clean + dirty);
        long overdueAt = oldestDirtyMs < 0 ? NEVER : plus(oldestDirtyMs, rules.lagMaxMs());
        if (nowMs > overdueAt) {
            return new Clean(from, to, 1 + ratio);
        }
        return ratio > rules.dirtyRatioMin()
                ? new Clean(from, to, ratio)
                : new NotYet(Math.min(lookAgain, plus(overdueAt, 1)));
    }

    private static long plus(long timeMs, long spanMs) {
        return spanMs >= Long.MAX_VALUE - Math.max(0, timeMs) ? NEVER : timeMs + spanMs;
    }
}
