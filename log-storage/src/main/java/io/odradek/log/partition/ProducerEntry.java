package io.odradek.log.partition;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.Sequences;

import java.util.Arrays;
import java.util.List;

/** What a log remembers of one producer: its epoch and its last five batches. Confined. */
final class ProducerEntry {

    static final int BATCHES = 5;

    /** One remembered batch. */
    record Batch(int lastSequence, long lastOffset, int offsetDelta, long timestamp) {
        long firstOffset() {
            return lastOffset - offsetDelta;
        }

        int firstSequence() {
            return Sequences.minus(lastSequence, offsetDelta);
        }
    }

    private final long producerId;
    private final Batch[] batches = new Batch[BATCHES];
    private short epoch;
    private int count;
    private int coordinatorEpoch = -1;
    private long transactionStart = -1;
    private long lastSeenMs;

    ProducerEntry(long producerId, short epoch) {
        this.producerId = producerId;
        this.epoch = epoch;
    }

    long producerId() {
        return producerId;
    }

    short epoch() {
        return epoch;
    }

    int coordinatorEpoch() {
        return coordinatorEpoch;
    }

    /** The first offset of the open transaction, or -1. */
    long transactionStart() {
        return transactionStart;
    }

    long lastSeenMs() {
        return lastSeenMs;
    }

    int lastSequence() {
        return count == 0 ? BatchFormat.NO_SEQUENCE : batches[count - 1].lastSequence;
    }

    long lastOffset() {
        return count == 0 ? -1 : batches[count - 1].lastOffset;
    }

    int lastOffsetDelta() {
        return count == 0 ? 0 : batches[count - 1].offsetDelta;
    }

    /** How many there are in {@link #earlier}. */
    int earlierCount() {
        return Math.max(0, count - 1);
    }

    /** The remembered batches but the last, oldest first. */
    List<Batch> earlier() {
        return List.of(Arrays.copyOf(batches, earlierCount()));
    }

    /** The remembered batch with exactly these sequence numbers, oldest first; null if none. */
    @org.jspecify.annotations.Nullable
    Batch find(int firstSequence, int lastSequence) {
        for (int i = 0; i < count; i++) {
            if (batches[i].lastSequence == lastSequence
                    && batches[i].firstSequence() == firstSequence) {
                return batches[i];
            }
        }
        return null;
    }

    void epoch(short newEpoch) {
        if (newEpoch != epoch) {
            epoch = newEpoch;
            count = 0;
        }
    }

    void add(Batch batch) {
        if (count == BATCHES) {
            System.arraycopy(batches, 1, batches, 0, BATCHES - 1);
            count--;
        }
        batches[count++] = batch;
    }

    void seen(long nowMs) {
        lastSeenMs = Math.max(lastSeenMs, nowMs);
    }

    void transactionStart(long offset) {
        transactionStart = offset;
    }

    void coordinatorEpoch(int newEpoch) {
        coordinatorEpoch = newEpoch;
    }
}
