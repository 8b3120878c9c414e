package io.odradek.broker.replica;

import io.odradek.broker.wait.OffsetWaiters;
import io.odradek.wire.api.ErrorCode;

/**
 * Who waits until records are gone from every in-sync replica of one partition (KIP-107). Confined
 * to its shard.
 */
final class RecordDeletions {
    private record Waiter(DeletionSink sink, int slot) {}

    private final OffsetWaiters<Waiter> waiting = new OffsetWaiters<>();

    /** Answers when the low watermark reaches {@code offset}. */
    void add(long offset, int slot, DeletionSink sink) {
        waiting.add(offset, new Waiter(sink, slot));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void reached(long lowWatermark) {
        waiting.release(
                lowWatermark,
                waiter -> waiter.sink.deleted(waiter.slot, ErrorCode.NONE, lowWatermark));
    }

    /** Somebody else leads. */
    void roleEnded() {
        waiting.releaseAll(
                waiter -> waiter.sink.deleted(waiter.slot, ErrorCode.NOT_LEADER_OR_FOLLOWER, -1));
    }
}
