package io.odradek.sim.check;

import io.odradek.broker.replica.PartitionAccess;
import io.odradek.broker.replica.PartitionKey;
import io.odradek.sim.node.SimHost;

import java.nio.ByteBuffer;
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
        if (a.replica.topic().startsWith("__")) {
            requireLastValues(a, b, end);
            requireLastValues(b, a, end);
            return;
        }
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

    /** A replica compacts its log by itself: what they share is the last value of every key. */
    private static void requireLastValues(Log a, Log b, long end) {
        Map<ByteBuffer, Replicas.Last> there = Replicas.lastValues(b.replica);
        Replicas.lastValues(a.replica)
                .forEach(
                        (key, last) -> {
                            Replicas.Last other = there.get(key);
                            boolean same =
                                    last.offset() >= end
                                            || last.isTombstone()
                                            || (other != null
                                                    && (other.offset() >= end
                                                            || other.equals(last)));
                            if (!same) {
                                throw new Violation(
                                        LogsAgree.class,
                                        "below offset %d of %s-%d node %d has %s of a key of which node %d has %s"
                                                .formatted(
                                                        end,
                                                        a.replica.topic(),
                                                        a.replica.key().partition(),
                                                        a.host,
                                                        last,
                                                        b.host,
                                                        other));
                            }
                        });
    }
}
