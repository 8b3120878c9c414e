package io.odradek.broker.api;

import io.odradek.log.partition.TimestampedOffset;

import java.util.ArrayList;
import java.util.List;

/**
 * The answer of ListOffsets 0: not one offset but a list, newest first, of where segments start
 * whose records are all before a time. Pure.
 */
final class OldOffsets {
    private static final long LATEST = -1;
    private static final long EARLIEST = -2;

    private OldOffsets() {}

    /**
     * @param timestamp in ms, or -1 (the end) or -2 (the start)
     * @param count how many offsets at most
     * @param segments oldest first, with their largest timestamps
     * @param logEnd where the log ends
     * @param limit the high watermark, or the log's end for those who may look beyond it
     */
    static List<Long> before(
            long timestamp, int count, List<TimestampedOffset> segments, long logEnd, long limit) {
        List<Long> offsets = new ArrayList<>();
        int last = timestamp == EARLIEST ? 0 : segments.size() - 1;
        if (timestamp == LATEST) {
            add(offsets, logEnd, limit);
        } else if (timestamp >= 0) {
            while (last >= 0 && !isBefore(segments.get(last), last, timestamp)) {
                last--;
            }
        }
        for (int i = last; i >= 0 && offsets.size() < count; i--) {
            add(offsets, segments.get(i).offset(), limit);
        }
        return offsets.subList(0, Math.min(offsets.size(), Math.max(0, count)));
    }

    /** What lies beyond the limit shows as the limit, once. */
    private static void add(List<Long> offsets, long offset, long limit) {
        long seen = Math.min(offset, limit);
        if (offsets.isEmpty() || offsets.getLast() != seen) {
            offsets.add(seen);
        }
    }

    /**
     * Records of clients before 0.10 have no time. Who looks for one is sent rather too far back:
     * only the oldest segment counts as old.
     */
    private static boolean isBefore(TimestampedOffset segment, int index, long timestamp) {
        return segment.timestamp() >= 0 ? segment.timestamp() <= timestamp : index == 0;
    }
}
