package io.odradek.broker.replica;

import io.odradek.log.partition.AppendOutcome;
import io.odradek.log.partition.LogException;
import io.odradek.log.partition.ReadOutcome;

import java.nio.ByteBuffer;

/**
 * A partition for as long as this broker leads it in one leader epoch, for who keeps state in it.
 * Confined to the partition's shard.
 */
public interface LedPartition {
    PartitionKey key();

    String topic();

    int leaderEpoch();

    long logStartOffset();

    long logEndOffset();

    /** What is below it is committed. */
    long highWatermark();

    /** Whether there are so many in-sync replicas that what is appended can be committed. */
    boolean enoughInSync();

    /** Reads up to the log's end, committed or not; at least one batch however large. */
    ReadOutcome read(long offset, int bytesMax) throws LogException;

    /**
     * Appends one batch, whatever the in-sync replicas. That the watermark covers it is told later,
     * or before this returns.
     *
     * @param bytesMax bounds the batch instead of the topic's {@code max.message.bytes}
     */
    AppendOutcome append(ByteBuffer batch, int bytesMax) throws LogException;
}
