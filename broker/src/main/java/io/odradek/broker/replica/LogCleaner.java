package io.odradek.broker.replica;

import io.odradek.log.io.Shard;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Chooses which partitions of this broker are compacted next, the dirtiest first, so many at once.
 * Confined to the control shard.
 */
final class LogCleaner {
    private record Chosen(int shard, ShardCleaning.Candidate candidate) {}

    private final CleanerSettings settings;
    private final PartitionShards shards;
    private final List<ShardReplicas> replicas;
    private final Shard control;
    private final BooleanSupplier closed;
    private final PriorityQueue<Chosen> waiting =
            new PriorityQueue<>(
                    Comparator.comparingDouble((Chosen c) -> -c.candidate.dirtyRatio()));
    private int running;
    private int asked;

    LogCleaner(
            CleanerSettings settings,
            PartitionShards shards,
            List<ShardReplicas> replicas,
            Shard control,
            BooleanSupplier closed) {
        this.settings = settings;
        this.shards = shards;
        this.replicas = replicas;
        this.control = control;
        this.closed = closed;
    }

    /** Asks every shard what is worth compacting, unless enough is under way. */
    void look() {
        if (running >= settings.threads() || asked > 0) {
            return;
        }
        waiting.clear();
        asked = replicas.size();
        for (int i = 0; i < replicas.size(); i++) {
            int index = i;
            ShardReplicas part = replicas.get(i);
            shards.shard(i)
                    .execute(
                            () -> {
                                List<ShardCleaning.Candidate> found =
                                        new ArrayList<>(part.cleaning().candidates());
                                control.execute(() -> found(index, found));
                            });
        }
    }

    private void found(int shard, List<ShardCleaning.Candidate> candidates) {
        candidates.forEach(candidate -> waiting.add(new Chosen(shard, candidate)));
        if (--asked == 0) {
            startMore();
        }
    }

    private void startMore() {
        while (running < settings.threads() && !closed.getAsBoolean()) {
            @Nullable Chosen next = waiting.poll();
            if (next == null) {
                return;
            }
            running++;
            ShardReplicas part = replicas.get(next.shard);
            shards.shard(next.shard)
                    .execute(
                            () ->
                                    part.cleaning()
                                            .start(
                                                    next.candidate.partition(),
                                                    settings,
                                                    () -> control.execute(this::ended)));
        }
    }

    private void ended() {
        running--;
        startMore();
    }
}
