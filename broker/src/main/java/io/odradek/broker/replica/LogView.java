package io.odradek.broker.replica;

import io.odradek.log.partition.PartitionLog;

/**
 * A log as the rules see it. Epochs count from their first record on: an epoch that was noted
 * without one would make two equal logs look different.
 */
record LogView(PartitionLog log) implements ReplicaLog {
    @Override
    public long logStartOffset() {
        return log.logStartOffset();
    }

    @Override
    public long logEndOffset() {
        return log.logEndOffset();
    }

    @Override
    public long flushedOffset() {
        return log.flushedOffset();
    }

    @Override
    public int latestEpoch() {
        long end = log.logEndOffset();
        return end > log.logStartOffset() ? log.epochAt(end - 1) : -1;
    }

    @Override
    public EpochEnd endOffsetForEpoch(int epoch) {
        int latest = latestEpoch();
        if (epoch >= latest) {
            return new EpochEnd(latest, log.logEndOffset());
        }
        var end = log.endOffsetForEpoch(epoch);
        return new EpochEnd(end.epoch(), end.endOffset());
    }
}
