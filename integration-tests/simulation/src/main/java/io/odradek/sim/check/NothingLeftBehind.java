package io.odradek.sim.check;

import io.odradek.controller.image.ClusterImage;
import io.odradek.sim.node.SimHost;

import java.util.List;
import java.util.Optional;

/**
 * A broker holds the replicas that the metadata gives it, and no others: what was deleted, or moved
 * away, is gone. Looked at when all is calm.
 */
public final class NothingLeftBehind implements ClusterChecker {
    @Override
    public void finished(List<SimHost> hosts) {
        Optional<ClusterImage> image = Replicas.committed(hosts);
        Replicas.each(
                hosts,
                (host, replica) -> {
                    boolean assigned =
                            image.flatMap(
                                            i ->
                                                    i.partition(
                                                            replica.key().topicId(),
                                                            replica.key().partition()))
                                    .filter(p -> p.isReplica(host.id()))
                                    .isPresent();
                    if (!assigned) {
                        throw new Violation(
                                NothingLeftBehind.class,
                                "node %d still has %s-%d of topic id %s"
                                        .formatted(
                                                host.id(),
                                                replica.topic(),
                                                replica.key().partition(),
                                                replica.key().topicId()));
                    }
                });
    }
}
