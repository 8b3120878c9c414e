package io.odradek.broker.replica;

import io.odradek.broker.wait.OffsetWaiters;
import io.odradek.log.partition.PartitionLog;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

/**
 * The producers whose records are in a partition's log and who wait for more. Confined to its
 * shard.
 */
final class Acks {
    private final PartitionReplica replica;
    private final PartitionLog log;
    private final Durability durability;
    private final OffsetWaiters<PendingAck> committed = new OffsetWaiters<>();
    private final OffsetWaiters<PendingAck> onDisk = new OffsetWaiters<>();

    Acks(PartitionReplica replica, PartitionLog log, Durability durability) {
        this.replica = replica;
        this.log = log;
        this.durability = durability;
    }

    /** Answers now or later, as {@code acks} asks: what was appended at these offsets is done. */
    void await(AppendBatch batch, AppendBatch.Item item, long first, long last, long appendTimeMs) {
        AppendAnswer done =
                new AppendAnswer(
                        ErrorCode.NONE,
                        null,
                        first,
                        appendTimeMs,
                        log.logStartOffset(),
                        replica.leader(),
                        replica.leaderEpoch());
        if (batch.acks() == -1) {
            if (last < replica.highWatermark()) {
                batch.answer(item.slot(), done);
            } else {
                committed.add(last + 1, batch.await(item.slot(), done));
            }
        } else if (batch.acks() == 1
                && durability == Durability.SYNC
                && last >= log.flushedOffset()) {
            onDisk.add(last + 1, batch.await(item.slot(), done));
        } else {
            batch.answer(item.slot(), done);
        }
    }

    /** The watermark may have moved, or the in-sync set become too small. */
    void settle() {
        committed.release(replica.highWatermark(), PendingAck::succeed);
        if (!committed.isEmpty() && replica.isLeader() && !replica.enoughInSync()) {
            failAll(
                    committed,
                    ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                    "The records are in the leader's log, but so many replicas have left the"
                            + " in-sync set since that it is smaller than min.insync.replicas.");
        }
    }

    void flushed() {
        onDisk.release(log.flushedOffset(), PendingAck::succeed);
    }

    /** Whether the records stay is another leader's to say. */
    void roleEnded() {
        failAll(committed, ErrorCode.NOT_LEADER_OR_FOLLOWER, null);
        failAll(onDisk, ErrorCode.NOT_LEADER_OR_FOLLOWER, null);
    }

    private void failAll(
            OffsetWaiters<PendingAck> waiters, ErrorCode error, @Nullable String message) {
        AppendAnswer answer =
                AppendAnswer.refused(error, message, replica.leader(), replica.leaderEpoch());
        waiters.releaseAll(pending -> pending.finish(answer));
    }
}
