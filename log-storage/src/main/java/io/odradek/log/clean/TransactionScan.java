package io.odradek.log.clean;

import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.batch.TransactionMarker;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds out which records a part of a log holds of aborted transactions, from its batches in order.
 * Confined.
 */
final class TransactionScan {

    /** Bounds the memory: what comes after so many aborted transactions waits for the next time. */
    static final int ABORTED_MAX = 200_000;

    private final Map<Long, Long> open = new HashMap<>();

    /** By producer: where aborted transactions begin, and where their markers stand. */
    private final Map<Long, TreeMap<Long, Long>> aborted = new HashMap<>();

    private int abortedCount;
    private long endsAt = Long.MAX_VALUE;

    /**
     * @param marker the marker in the batch, if it is a control batch that holds one
     */
    void add(RecordBatchView batch, @Nullable TransactionMarker marker) {
        if (!batch.isControl()) {
            if (batch.isTransactional()) {
                open.putIfAbsent(batch.producerId(), batch.baseOffset());
            }
            return;
        }
        if (marker == null) {
            return;
        }
        @Nullable Long start = open.remove(batch.producerId());
        if (start == null || marker.commit()) {
            return;
        }
        if (abortedCount == ABORTED_MAX) {
            endsAt = Math.min(endsAt, start);
            return;
        }
        abortedCount++;
        aborted.computeIfAbsent(batch.producerId(), _ -> new TreeMap<>())
                .put(start, batch.baseOffset());
    }

    /** Below this offset it is known of every record whether it was aborted. */
    long decidedBelow() {
        long decided = endsAt;
        for (long start : open.values()) {
            decided = Math.min(decided, start);
        }
        return decided;
    }

    boolean isAborted(RecordBatchView batch) {
        if (!batch.isTransactional() || aborted.isEmpty()) {
            return false;
        }
        @Nullable TreeMap<Long, Long> of = aborted.get(batch.producerId());
        Map.@Nullable Entry<Long, Long> last =
                of == null ? null : of.floorEntry(batch.baseOffset());
        return last != null && batch.baseOffset() < last.getValue();
    }
}
