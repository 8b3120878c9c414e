package io.odradek.broker.coordinator.runtime;

import io.odradek.broker.replica.LedPartition;
import io.odradek.broker.replica.PartitionKey;
import io.odradek.log.batch.RejectReason;
import io.odradek.log.io.SimDisk;
import io.odradek.log.partition.AppendOutcome;
import io.odradek.log.partition.LogConfig;
import io.odradek.log.partition.LogException;
import io.odradek.log.partition.OpenInfo;
import io.odradek.log.partition.PartitionLog;
import io.odradek.log.partition.ReadOutcome;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** A real log on a disk in memory, whose replication happens when the test says so. */
final class ScriptedPartition implements LedPartition {
    private static final PartitionKey KEY = new PartitionKey(new UUID(1, 2), 7);

    final PartitionLog log;
    final List<Integer> batches = new ArrayList<>();
    long highWatermark;
    boolean enoughInSync = true;
    boolean refuseNext;
    boolean failNext;
    int readsFailing;
    private int epoch = 1;

    ScriptedPartition() throws LogException {
        log =
                PartitionLog.open(
                        new SimDisk(new SplittableRandom(1)),
                        Path.of("/logs/counters-7"),
                        LogConfig.DEFAULT,
                        OpenInfo.UNKNOWN,
                        0);
    }

    void newEpoch() {
        epoch++;
    }

    @Override
    public PartitionKey key() {
        return KEY;
    }

    @Override
    public String topic() {
        return "counters";
    }

    @Override
    public int leaderEpoch() {
        return epoch;
    }

    @Override
    public long logStartOffset() {
        return log.logStartOffset();
    }

    @Override
    public long logEndOffset() {
        return log.logEndOffset();
    }

    @Override
    public long highWatermark() {
        return highWatermark;
    }

    @Override
    public boolean enoughInSync() {
        return enoughInSync;
    }

    @Override
    public ReadOutcome read(long offset, int bytesMax) throws LogException {
        if (readsFailing > 0) {
            readsFailing--;
            throw new LogException(LogException.Category.FAILED, "the disk is moody", null);
        }
        return log.read(offset, bytesMax, logEndOffset(), true);
    }

    @Override
    public AppendOutcome append(ByteBuffer batch, int bytesMax) throws LogException {
        if (refuseNext) {
            refuseNext = false;
            return new AppendOutcome.Rejected(RejectReason.TOO_LARGE, "too large");
        }
        if (failNext) {
            failNext = false;
            throw new LogException(LogException.Category.FULL, "the disk is full", null);
        }
        AppendOutcome outcome = log.appendOwn(batch, epoch, 0, bytesMax);
        if (outcome instanceof AppendOutcome.Appended done) {
            batches.add((int) (done.lastOffset() - done.firstOffset() + 1));
        }
        return outcome;
    }
}
