package io.odradek.sim.check;

import io.odradek.broker.replica.PartitionAccess;
import io.odradek.broker.replica.PartitionKey;
import io.odradek.sim.node.SimHost;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Committed prefixes are equal on all replicas, batch for batch: what lies below the lower of two
 * watermarks. Compared when all is calm.
 */
public final class LogsAgree implements ClusterChecker {
    private record Log(int host, PartitionAccess replica) {}

    @Override
    public void finished(List<SimHost> hosts) {
        Map<PartitionKey, Log> first = new HashMap<>();
        Replicas.each(
                hosts,
                (host, replica) -> {
                    Log other = first.putIfAbsent(replica.key(), new Log(host.id(), replica));
                    if (other != null) {
                        compare(other, new Log(host.id(), replica));
                    }
                });
    }

    private static void compare(Log a, Log b) {
        long end =
                Math.min(a.replica.replica().highWatermark(), b.replica.replica().highWatermark());
        List<Replicas.Stamp> left = Replicas.batches(a.replica, end);
        List<Replicas.Stamp> right = Replicas.batches(b.replica, end);
        if (!left.equals(right)) {
            for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
                Replicas.Stamp l = i < left.size() ? left.get(i) : null;
                Replicas.Stamp r = i < right.size() ? right.get(i) : null;
                if (l == null || !l.equals(r)) {
                    throw new Violation(
                            LogsAgree.class,
                            "below offset %d of %s-%d node %d has %s where node %d has %s"
                                    .formatted(
                                            end,
                                            a.replica.topic(),
                                            a.replica.key().partition(),
                                            a.host,
                                            l,
                                            b.host,
                                            r));
                }
            }
        }
    }
}
