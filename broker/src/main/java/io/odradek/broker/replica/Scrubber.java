package io.odradek.broker.replica;

import io.odradek.log.partition.LogException;
import io.odradek.log.partition.LogSlice;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads a shard's committed records over and over, at a bounded rate, and has repaired what a disk
 * changed, so that it is found while another replica still has it right. Confined to its shard.
 */
final class Scrubber {
    private static final Logger log = LoggerFactory.getLogger(Scrubber.class);
    private static final int STEP_BYTES = 1 << 20;
    private static final long FIRST_AFTER_NANOS = 60_000_000_000L;

    private final ShardReplicas shard;
    private final Scrubbing settings;
    private final Supplier<Collection<PartitionKey>> all;
    private final Function<PartitionKey, @Nullable HostedPartition> find;
    private final Repairs repairs;
    private final ArrayDeque<PartitionKey> left = new ArrayDeque<>();
    private @Nullable PartitionKey at;
    private long next;
    private long passBegan;
    private boolean closed;

    /**
     * @param all the partitions there are
     * @param find one of them, null once it has left
     */
    Scrubber(
            ShardReplicas shard,
            Scrubbing settings,
            Supplier<Collection<PartitionKey>> all,
            Function<PartitionKey, @Nullable HostedPartition> find,
            Repairs repairs) {
        this.shard = shard;
        this.settings = settings;
        this.all = all;
        this.find = find;
        this.repairs = repairs;
    }

    void start() {
        if (settings.isOn()) {
            later(Math.min(FIRST_AFTER_NANOS, settings.intervalNanos()), this::beginPass);
        }
    }

    void close() {
        closed = true;
    }

    private void later(long nanos, Runnable step) {
        var unused =
                shard.shard()
                        .schedule(
                                () -> {
                                    if (!closed) {
                                        step.run();
                                    }
                                },
                                Math.max(1, nanos));
    }

    private void beginPass() {
        passBegan = shard.now();
        left.addAll(all.get());
        nextPartition();
    }

    private void nextPartition() {
        closeFiles();
        at = left.poll();
        if (at == null) {
            long rest = settings.intervalNanos() - (shard.now() - passBegan);
            later(rest, this::beginPass);
            return;
        }
        next = -1;
        step();
    }

    /** Most partitions are idle: they do not keep the files open that were only looked at. */
    private void closeFiles() {
        @Nullable HostedPartition partition = at == null ? null : find.apply(at);
        if (partition != null) {
            try {
                partition.log().releaseHandles();
            } catch (LogException e) {
                shard.logFailed(partition, e);
            }
        }
    }

    /** Reads the next piece of the partition, or goes on to another. */
    private void step() {
        @Nullable PartitionKey key = at;
        @Nullable HostedPartition partition = key == null ? null : find.apply(key);
        if (partition == null) {
            later(1, this::nextPartition);
            return;
        }
        long from = from(partition);
        long committed = partition.replica().highWatermark();
        if (from >= committed) {
            later(1, this::nextPartition);
            return;
        }
        try {
            if (partition.log().read(from, STEP_BYTES, committed, true) instanceof LogSlice slice) {
                shard.onDisk(() -> check(partition, slice));
            } else {
                // Committed, and not to be found: something before it is not what it was.
                damaged(partition, from);
            }
        } catch (LogException e) {
            shard.logFailed(partition, e);
            later(1, this::nextPartition);
        }
    }

    private long from(HostedPartition partition) {
        return Math.max(next, partition.log().logStartOffset());
    }

    private void check(HostedPartition partition, LogSlice slice) {
        int sound = -1;
        try (slice) {
            sound = slice.soundBytes();
        } catch (IOException e) {
            log.warn(
                    "Reading {}-{} again failed: {}",
                    partition.topic(),
                    partition.key().partition(),
                    e.getMessage());
            shard.diskFailed(partition, e);
        }
        boolean whole = sound == slice.sizeInBytes();
        shard.shard()
                .execute(
                        () -> {
                            if (closed) {
                                return;
                            }
                            if (whole) {
                                next = slice.nextOffset();
                                later(settings.nanosFor(slice.sizeInBytes()), this::step);
                            } else {
                                damaged(partition, slice.firstOffset());
                            }
                        });
    }

    /** Somebody repairs it; the rest of that segment is read by the repair. */
    private void damaged(HostedPartition partition, long offset) {
        repairs.damaged(partition, offset);
        next = partition.log().segmentEnd(offset);
        later(settings.nanosFor(STEP_BYTES), this::step);
    }
}
