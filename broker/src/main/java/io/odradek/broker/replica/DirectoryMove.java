package io.odradek.broker.replica;

import io.odradek.log.io.Shard;
import io.odradek.log.partition.LogException;
import io.odradek.log.partition.LogSlice;
import io.odradek.log.partition.PartitionLog;
import io.odradek.log.partition.ReadOutcome;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.UUID;

/**
 * Copies a replica to another directory of this broker (KIP-113): what is committed, a piece at a
 * time on I/O threads, while the log goes on. Once the copy has all of it the shard stops the
 * replica for a moment, in which the rest is copied and the two change places. Confined to its
 * shard; one step at a time.
 */
final class DirectoryMove {
    private static final Logger log = LoggerFactory.getLogger(DirectoryMove.class);
    private static final int PIECE_BYTES = 1 << 20;
    private static final long AGAIN_NANOS = 50_000_000;

    private final ShardReplicas shard;
    private final LogStore store;
    private final HostedPartition partition;
    private final LogDirectory to;
    private final Runnable ended;
    private @Nullable FutureLog future;
    private long end;
    private long bytes;
    private boolean cancelled;
    private boolean over;

    /** What became of a step on an I/O thread. */
    private record Stepped(
            @Nullable FutureLog future, long end, long bytes, @Nullable IOException failure) {}

    /**
     * @param ended told once nothing is done any more
     */
    DirectoryMove(
            ShardReplicas shard,
            LogStore store,
            HostedPartition partition,
            LogDirectory to,
            Runnable ended) {
        this.shard = shard;
        this.store = store;
        this.partition = partition;
        this.to = to;
        this.ended = ended;
    }

    LogDirectory to() {
        return to;
    }

    HostedPartition partition() {
        return partition;
    }

    FutureLog future() {
        FutureLog made = future;
        if (made == null) {
            throw new IllegalStateException("there is no copy yet");
        }
        return made;
    }

    FutureReplica describe() {
        return new FutureReplica(
                partition.topic(),
                partition.key().partition(),
                to.id(),
                bytes,
                Math.max(0, partition.log().logEndOffset() - end));
    }

    void start() {
        long start = partition.log().logStartOffset();
        UUID id = new UUID(shard.wallClockMs(), shard.now());
        disk(
                () -> {
                    FutureLog made =
                            store.openFuture(to, partition.key(), partition.topic(), id, start);
                    return new Stepped(made, start, 0, null);
                });
    }

    /** Stops soon, and nothing is left of the copy. */
    void cancel() {
        cancelled = true;
    }

    /** Work for an I/O thread. */
    @FunctionalInterface
    private interface Work {
        Stepped run() throws IOException;
    }

    private void disk(Work work) {
        shard.onDisk(
                () -> {
                    try {
                        return work.run();
                    } catch (IOException e) {
                        return new Stepped(null, 0, 0, e);
                    }
                },
                this::stepped);
    }

    private void stepped(Stepped result) {
        if (result.failure != null) {
            log.warn(
                    "Partition {}-{} is not moved to {}: {}",
                    partition.topic(),
                    partition.key().partition(),
                    to,
                    result.failure.getMessage());
            cancelled = true;
        } else {
            future = result.future;
            end = result.end;
            bytes = result.bytes;
        }
        step();
    }

    private void later() {
        Shard.Timer unused = shard.shard().schedule(this::step, AGAIN_NANOS);
    }

    private void step() {
        if (over) {
            return;
        }
        if (cancelled || partition.isClosed()) {
            giveUp();
            return;
        }
        PartitionLog source = partition.log();
        long committed = partition.replica().highWatermark();
        FutureLog copy = future();
        if (source.logStartOffset() > end) {
            long start = source.logStartOffset();
            disk(
                    () -> {
                        copy.log().truncateFullyAndStartAt(start);
                        return new Stepped(copy, start, 0, null);
                    });
        } else if (end >= committed) {
            change();
        } else {
            copy(source, copy, committed);
        }
    }

    private void copy(PartitionLog source, FutureLog copy, long committed) {
        try {
            ReadOutcome read = source.read(end, PIECE_BYTES, committed, true);
            if (read instanceof LogSlice slice) {
                long now = shard.wallClockMs();
                disk(
                        () -> {
                            store.append(copy, slice, now);
                            return new Stepped(
                                    copy,
                                    copy.log().logEndOffset(),
                                    copy.log().sizeInBytes(),
                                    null);
                        });
            } else {
                later();
            }
        } catch (LogException e) {
            shard.logFailed(partition, e);
            giveUp();
        }
    }

    /** Whoever leads waits for its own proposals first: who follows it here would not know them. */
    private void change() {
        if (!shard.mayStop(partition)) {
            later();
            return;
        }
        over = true;
        shard.change(this);
    }

    private void giveUp() {
        over = true;
        @Nullable FutureLog copy = future;
        if (copy != null) {
            shard.onDisk(() -> store.discard(copy, partition.topic(), partition.key()));
        }
        ended.run();
    }
}
