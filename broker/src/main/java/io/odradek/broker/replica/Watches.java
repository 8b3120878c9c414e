package io.odradek.broker.replica;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The fetch sessions that watch one partition. Confined to its shard. */
final class Watches {
    private final HostedPartition host;
    private final ShardReplicas shard;
    private final List<FetchWatch> watches = new ArrayList<>(2);
    private int held;

    Watches(HostedPartition host, ShardReplicas shard) {
        this.host = host;
        this.shard = shard;
    }

    /** What there is to read waits for the quota, in turn with others. */
    void hold(FetchWatch watch) {
        if (!watch.held) {
            watch.held = true;
            held++;
        }
        shard.leaderThrottle().hold(watch, () -> release(watch));
    }

    boolean anyHeld() {
        return held > 0;
    }

    /** Whoever is not to be held back any longer. */
    void release(Predicate<FetchWatch> which) {
        for (FetchWatch watch : List.copyOf(watches)) {
            if (watch.held && which.test(watch)) {
                release(watch);
            }
        }
    }

    private void release(FetchWatch watch) {
        @Nullable FetchOrder armed = watch.armedWith;
        letGo(watch);
        if (watch.host == host && armed != null) {
            watch.armedWith = null;
            // Read here whoever asks, so that the next in line knows what is left.
            shard.tell(watch.subscriber(), new FetchNews(watch, true, host.read(armed)));
        }
    }

    /** Does not wait for the quota any more. */
    void letGo(FetchWatch watch) {
        if (watch.held) {
            watch.held = false;
            held--;
            shard.leaderThrottle().forget(watch);
        }
    }

    boolean isEmpty() {
        return watches.isEmpty();
    }

    /** False when a newer session of the same follower is here already. */
    boolean attach(FetchWatch watch) {
        if (watch.host == host) {
            return true;
        }
        if (watch.isFollower()) {
            // A follower has one session at a time: what is left of the one before is dead.
            for (FetchWatch other : List.copyOf(watches)) {
                if (other.follower() == watch.follower()) {
                    if (other.bornNanos() - watch.bornNanos() > 0) {
                        return false;
                    }
                    detach(other);
                }
            }
        }
        watch.host = host;
        watches.add(watch);
        return true;
    }

    void detach(FetchWatch watch) {
        if (watch.host == host) {
            letGo(watch);
            watch.host = null;
            watch.armedWith = null;
            watches.remove(watch);
        }
    }

    /** There was nothing more to read: the session is to be told once there is. */
    static void arm(FetchOrder order, long offset) {
        FetchWatch watch = order.watch();
        watch.armedWith =
                new FetchOrder(
                        watch,
                        order.kind() == FetchOrder.Kind.FOLLOWER_START
                                ? FetchOrder.Kind.FOLLOWER_STREAM
                                : order.kind(),
                        offset,
                        order.leaderEpoch(),
                        -1,
                        -1,
                        order.bytesMax(),
                        true,
                        false);
    }

    /** What followers were told of the log's offsets is out of date. */
    void tellOffsets() {
        watches.forEach(watch -> watch.watermarkTold = true);
    }

    /**
     * Tells those for whom there is something to read.
     *
     * @param logEnd up to where followers read
     * @param highWatermark up to where consumers do
     */
    void tellNews(long logEnd, long highWatermark) {
        for (int i = 0; i < watches.size(); i++) {
            FetchWatch watch = watches.get(i);
            if (watch.held) {
                continue;
            }
            @Nullable FetchOrder armed = watch.armedWith;
            long limit = watch.isFollower() ? logEnd : highWatermark;
            if (armed != null && limit > armed.offset()) {
                fire(watch, armed);
            } else if (watch.isFollower() && watch.watermarkTold) {
                watch.watermarkTold = false;
                // Where followers serve consumers, they should not learn late what is committed.
                shard.tell(
                        watch.subscriber(),
                        new FetchNews(watch, shard.rules().readsNearby(), null));
            }
        }
    }

    private void fire(FetchWatch watch, FetchOrder armed) {
        watch.armedWith = null;
        // A subscriber on this shard reads for itself when it has use for it.
        @Nullable PartitionRead read =
                watch.subscriber().shard().inShard() ? null : host.read(armed);
        shard.tell(watch.subscriber(), new FetchNews(watch, true, read));
    }

    /** The replica is gone; a session that outlives it must not hold its log. */
    void releaseAll() {
        for (FetchWatch watch : watches) {
            letGo(watch);
            watch.host = null;
        }
        watches.clear();
    }

    /** Whatever they wait for, this replica will not bring it. */
    void fireAll() {
        for (FetchWatch watch : List.copyOf(watches)) {
            letGo(watch);
            if (watch.armedWith != null) {
                watch.armedWith = null;
                shard.tell(watch.subscriber(), new FetchNews(watch, true, null));
            }
        }
    }
}
