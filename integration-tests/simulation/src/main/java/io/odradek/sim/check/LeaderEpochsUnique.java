package io.odradek.sim.check;

import io.odradek.broker.replica.PartitionKey;
import io.odradek.sim.node.SimHost;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A leader epoch of a partition belongs to one broker, for ever. */
public final class LeaderEpochsUnique implements ClusterChecker {
    private record Epoch(PartitionKey partition, int epoch) {}

    private final Map<Epoch, Integer> leaders = new HashMap<>();

    @Override
    public void look(List<SimHost> hosts) {
        Replicas.each(
                hosts,
                (host, replica) -> {
                    if (replica.replica().isLeader()) {
                        Epoch epoch = new Epoch(replica.key(), replica.replica().leaderEpoch());
                        Integer other = leaders.putIfAbsent(epoch, host.id());
                        if (other != null && other != host.id()) {
                            throw new Violation(
                                    LeaderEpochsUnique.class,
                                    "nodes %d and %d both led %s-%d in epoch %d"
                                            .formatted(
                                                    other,
                                                    host.id(),
                                                    replica.topic(),
                                                    replica.key().partition(),
                                                    epoch.epoch));
                        }
                    }
                });
    }
}
