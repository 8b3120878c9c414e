package io.odradek.log.partition;

import io.odradek.log.segment.Segment;

import java.io.IOException;

/**
 * Finds how much of a log is to go. Remembers how young the oldest segment is, so that a look at a
 * log of which nothing is due opens no file.
 */
final class RetentionWatch {
    private static final long NONE = -1;

    private long oldestBase = NONE;
    private long oldestEnd = NONE;
    private long oldestYoungestMs;

    /** How many segments, from the oldest, are to go; none that reaches beyond the watermark. */
    int due(
            SegmentList segments,
            Retention retention,
            long highWatermark,
            long nowMs,
            int indexIntervalBytes)
            throws IOException {
        if (retention.isForever()) {
            return 0;
        }
        long rest = retention.maxBytes() < 0 ? 0 : segments.sizeInBytes(indexIntervalBytes);
        int due = 0;
        while (due < segments.count()
                && segments.endOffset(due) <= highWatermark
                && segments.endOffset(due) > segments.baseOffset(due)) {
            if (retention.maxBytes() >= 0) {
                rest -= segments.get(due, indexIntervalBytes).sizeInBytes();
            }
            if (!retention.isTooMuch(rest)
                    && !isTooOld(segments, due, retention, nowMs, indexIntervalBytes)) {
                break;
            }
            due++;
        }
        return due;
    }

    private boolean isTooOld(
            SegmentList segments, int i, Retention retention, long nowMs, int indexIntervalBytes)
            throws IOException {
        return retention.maxAgeMs() >= 0
                && retention.isTooOld(youngestMs(segments, i, nowMs, indexIntervalBytes), nowMs);
    }

    /**
     * Records without timestamps, of formats before 0.10, count from when they were first seen in a
     * segment that takes no more.
     */
    private long youngestMs(SegmentList segments, int i, long nowMs, int indexIntervalBytes)
            throws IOException {
        boolean sealed = i + 1 < segments.count();
        long base = segments.baseOffset(i);
        long end = segments.endOffset(i);
        if (sealed && base == oldestBase && end == oldestEnd) {
            return oldestYoungestMs;
        }
        Segment segment = segments.get(i, indexIntervalBytes);
        long youngest = segment.maxTimestamp() < 0 ? nowMs : segment.maxTimestamp();
        if (sealed) {
            oldestBase = base;
            oldestEnd = end;
            oldestYoungestMs = youngest;
        }
        return youngest;
    }
}
