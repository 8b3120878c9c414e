package io.odradek.sim.check;

import io.odradek.log.partition.PartitionLog;
import io.odradek.sim.node.SimHost;

import java.util.IdentityHashMap;
import java.util.List;

/**
 * As long as one process holds a replica, and never beyond the end of its log. A replica that is
 * moved away and comes back begins anew.
 */
public final class WatermarkNeverFalls implements ClusterChecker {
    private final IdentityHashMap<PartitionLog, Long> watermarks = new IdentityHashMap<>();

    @Override
    public void look(List<SimHost> hosts) {
        Replicas.each(
                hosts,
                (host, replica) -> {
                    long now = replica.replica().highWatermark();
                    Long before = watermarks.put(replica.log(), now);
                    if (before != null && now < before) {
                        throw new Violation(
                                WatermarkNeverFalls.class,
                                "of %s-%d at node %d: %d after %d"
                                        .formatted(
                                                replica.topic(),
                                                replica.key().partition(),
                                                host.id(),
                                                now,
                                                before));
                    }
                    if (now > replica.log().logEndOffset()) {
                        throw new Violation(
                                WatermarkNeverFalls.class,
                                "of %s-%d at node %d: %d, but its log ends at %d"
                                        .formatted(
                                                replica.topic(),
                                                replica.key().partition(),
                                                host.id(),
                                                now,
                                                replica.log().logEndOffset()));
                    }
                });
    }
}
