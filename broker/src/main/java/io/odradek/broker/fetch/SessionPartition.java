package io.odradek.broker.fetch;

import io.odradek.broker.replica.FetchOrder;
import io.odradek.broker.replica.FetchWatch;
import io.odradek.broker.replica.PartitionRead;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/** One partition of a fetch session. Confined to the session's shard. */
final class SessionPartition {
    /** As the client names it; both are known once the metadata knows either. */
    private final String topic;

    private final UUID topicId;
    private final int partition;

    /** Null while no metadata explains the name. */
    private final @Nullable FetchWatch watch;

    private final int shard;
    private final ErrorCode unresolved;

    private FetchOrder.Kind kind = FetchOrder.Kind.CONSUMER;
    private long position;
    private int leaderEpoch;
    private int lastFetchedEpoch;
    private long flushed;
    private int bytesMax;

    private @Nullable PartitionRead brought;
    private long highWatermark = -1;
    private long logStartOffset = -1;
    private long toldWatermark = Long.MIN_VALUE;
    private long toldLogStart = Long.MIN_VALUE;

    /** Intrusive flags of the session's lists. */
    boolean ready;

    boolean changed;

    /** No longer in the session; may still stand in its lists. */
    boolean gone;

    SessionPartition(
            String topic,
            UUID topicId,
            int partition,
            @Nullable FetchWatch watch,
            int shard,
            ErrorCode unresolved) {
        this.topic = topic;
        this.topicId = topicId;
        this.partition = partition;
        this.watch = watch;
        this.shard = shard;
        this.unresolved = unresolved;
    }

    String topic() {
        return topic;
    }

    UUID topicId() {
        return topicId;
    }

    int partition() {
        return partition;
    }

    @Nullable FetchWatch watch() {
        return watch;
    }

    int shard() {
        return shard;
    }

    ErrorCode unresolved() {
        return unresolved;
    }

    boolean resolved() {
        return watch != null;
    }

    long position() {
        return position;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    int bytesMax() {
        return bytesMax;
    }

    long highWatermark() {
        return highWatermark;
    }

    long logStartOffset() {
        return logStartOffset;
    }

    /** The client names its position. */
    void start(
            FetchOrder.Kind newKind,
            long offset,
            int newLeaderEpoch,
            int newLastFetchedEpoch,
            long newFlushed,
            int newBytesMax) {
        kind = newKind;
        position = offset;
        leaderEpoch = newLeaderEpoch;
        lastFetchedEpoch = newLastFetchedEpoch;
        flushed = newFlushed;
        bytesMax = newBytesMax;
        dropBrought();
    }

    FetchOrder order(FetchWatch of, boolean keepWatching) {
        FetchOrder.Kind now = kind;
        if (kind == FetchOrder.Kind.FOLLOWER_START) {
            kind = FetchOrder.Kind.FOLLOWER_STREAM;
        }
        return new FetchOrder(
                of,
                now,
                position,
                leaderEpoch,
                lastFetchedEpoch,
                flushed,
                bytesMax,
                false,
                keepWatching);
    }

    /** What was read for it on its shard, unasked. */
    void bring(PartitionRead read) {
        dropBrought();
        brought = read;
    }

    /** Takes what was brought, if it is what would be read now. */
    @Nullable PartitionRead takeBrought(int budget) {
        PartitionRead read = brought;
        brought = null;
        if (read == null) {
            return null;
        }
        boolean fits =
                kind != FetchOrder.Kind.FOLLOWER_START
                        && read.sizeInBytes() <= budget
                        && (read.slice() == null || read.slice().firstOffset() == position);
        if (!fits) {
            Slices.close(read);
            return null;
        }
        return read;
    }

    private void dropBrought() {
        if (brought != null) {
            Slices.close(brought);
            brought = null;
        }
    }

    void sent(PartitionRead read) {
        if (kind != FetchOrder.Kind.CONSUMER && read.slice() != null) {
            position = read.nextOffset();
        }
    }

    void learn(PartitionRead read) {
        highWatermark = read.highWatermark();
        logStartOffset = read.logStartOffset();
    }

    /** Whether the client does not know yet what is known here. */
    boolean untold() {
        return highWatermark != toldWatermark || logStartOffset != toldLogStart;
    }

    void told() {
        toldWatermark = highWatermark;
        toldLogStart = logStartOffset;
    }

    void leave() {
        gone = true;
        dropBrought();
    }

    /** Another one for the same partition at the same place, after the name got a meaning. */
    void startLike(SessionPartition other) {
        start(
                other.kind,
                other.position,
                other.leaderEpoch,
                other.lastFetchedEpoch,
                other.flushed,
                other.bytesMax);
    }
}
