package io.odradek.sim.check;

import io.odradek.broker.replica.PartitionKey;
import io.odradek.sim.node.SimHost;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** In one life of a process, and never beyond the end of its log. */
public final class WatermarkNeverFalls implements ClusterChecker {
    private record Life(int host, int life, PartitionKey partition) {}

    private final Map<Life, Long> watermarks = new HashMap<>();

    @Override
    public void look(List<SimHost> hosts) {
        Replicas.each(
                hosts,
                (host, replica) -> {
                    long now = replica.replica().highWatermark();
                    Life life = new Life(host.id(), host.lives(), replica.key());
                    Long before = watermarks.put(life, now);
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
