package io.odradek.broker.replica;

import io.odradek.log.partition.AppendOutcome;
import io.odradek.log.partition.LogException;
import io.odradek.log.partition.ReadOutcome;

import java.nio.ByteBuffer;

/** One partition led in one epoch. Confined to its shard. */
record Leadership(HostedPartition partition, int leaderEpoch) implements LedPartition {
    @Override
    public PartitionKey key() {
        return partition.key();
    }

    @Override
    public String topic() {
        return partition.topic();
    }

    @Override
    public long logStartOffset() {
        return partition.log().logStartOffset();
    }

    @Override
    public long logEndOffset() {
        return partition.log().logEndOffset();
    }

    @Override
    public long highWatermark() {
        return partition.replica().highWatermark();
    }

    @Override
    public boolean enoughInSync() {
        return partition.replica().enoughInSync();
    }

    @Override
    public ReadOutcome read(long offset, int bytesMax) throws LogException {
        return partition.log().read(offset, bytesMax, logEndOffset(), true);
    }

    @Override
    public AppendOutcome append(ByteBuffer batch, int bytesMax) throws LogException {
        return partition.appendOwn(batch, bytesMax);
    }
}
