package io.odradek.broker.replica;

import io.odradek.log.clean.CleanPlan;
import io.odradek.log.clean.CleanRules;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which partitions of a shard may be worth compacting: those that have changed since somebody
 * looked, and those whose time will come. The others are not looked at. Confined to its shard.
 */
final class ShardCleaning {

    /**
     * A partition that is worth it.
     *
     * @param dirtyRatio the larger, the sooner
     */
    record Candidate(PartitionCleaning partition, double dirtyRatio) {}

    private final ShardReplicas shard;
    private final Set<PartitionCleaning> listed = new LinkedHashSet<>();

    ShardCleaning(ShardReplicas shard) {
        this.shard = shard;
    }

    /** More is committed, flushed or gone. */
    void changed(PartitionCleaning partition) {
        partition.lookAtMs = 0;
        if (!partition.listed && partition.isWanted()) {
            partition.listed = true;
            listed.add(partition);
        }
    }

    void configured(HostedPartition partition, @Nullable CleanRules rules) {
        partition.compaction().rules(rules);
        changed(partition.compaction());
    }

    /** Those that are worth it now. */
    List<Candidate> candidates() {
        long now = shard.wallClockMs();
        List<Candidate> found = new ArrayList<>();
        Iterator<PartitionCleaning> each = listed.iterator();
        while (each.hasNext()) {
            PartitionCleaning partition = each.next();
            if (partition.isRunning() || partition.lookAtMs > now) {
                continue;
            }
            switch (partition.look()) {
                case CleanPlan.Clean(long _, long _, double ratio) ->
                        found.add(new Candidate(partition, ratio));
                case CleanPlan.NotYet(long againAtMs) -> {
                    partition.lookAtMs = againAtMs;
                    if (againAtMs == CleanPlan.NEVER) {
                        partition.listed = false;
                        each.remove();
                    }
                }
            }
        }
        return found;
    }

    void start(PartitionCleaning partition, CleanerSettings settings, Runnable ended) {
        partition.start(settings, ended);
    }
}
