package io.odradek.sim.check;

import io.odradek.broker.app.BrokerCore;
import io.odradek.broker.replica.PartitionAccess;
import io.odradek.broker.replica.PartitionKey;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.sim.node.SimHost;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whoever the metadata calls in sync, or an eligible leader, holds every committed record: all that
 * any leader ever had below its watermark.
 */
public final class InSyncHoldCommitted implements ClusterChecker {
    private record Copy(int host, PartitionKey partition) {}

    private final Map<PartitionKey, Long> committed = new HashMap<>();

    /**
     * The newest partition epoch that any leader knew: the controller that told it may have died
     * before anybody looked, and metadata that is older says nothing.
     */
    private final Map<PartitionKey, Integer> known = new HashMap<>();

    private @Nullable ClusterImage metadata;

    @Override
    public void look(List<SimHost> hosts) {
        Map<Copy, PartitionAccess> copies = new HashMap<>();
        Replicas.each(
                hosts,
                (host, replica) -> {
                    copies.put(new Copy(host.id(), replica.key()), replica);
                    if (replica.replica().isLeader()) {
                        committed.merge(
                                replica.key(), replica.replica().highWatermark(), Long::max);
                        known.merge(
                                replica.key(), replica.replica().partitionEpoch(), Integer::max);
                    }
                });
        Optional<ClusterImage> latest = Replicas.committed(hosts);
        ClusterImage image = metadata;
        if (latest.isPresent() && (image == null || latest.get().offset() > image.offset())) {
            image = latest.get();
            metadata = image;
        }
        if (image != null) {
            check(image, hosts, copies);
        }
    }

    private void check(ClusterImage image, List<SimHost> hosts, Map<Copy, PartitionAccess> copies) {
        for (SimHost host : hosts) {
            BrokerCore broker = host.broker();
            BrokerImage registered = image.brokers().get(host.id());
            // A process that has not registered yet is not who the metadata speaks of.
            if (broker == null
                    || registered == null
                    || !registered.incarnationId().equals(broker.incarnationId())) {
                continue;
            }
            committed.forEach(
                    (key, offset) -> {
                        PartitionAccess copy = copies.get(new Copy(host.id(), key));
                        PartitionImage partition =
                                image.partition(key.topicId(), key.partition()).orElse(null);
                        if (copy != null
                                && partition != null
                                && (partition.isr().contains(host.id())
                                        || partition.eligibleLeaderReplicas().contains(host.id()))
                                && copy.log().logEndOffset() < offset
                                && partition.partitionEpoch() >= known.getOrDefault(key, 0)) {
                            throw new Violation(
                                    InSyncHoldCommitted.class,
                                    "node %d counts as in sync for %s-%d (isr %s, elr %s) but its log ends at %d; committed is %d; %s; %s"
                                            .formatted(
                                                    host.id(),
                                                    copy.topic(),
                                                    key.partition(),
                                                    partition.isr(),
                                                    partition.eligibleLeaderReplicas(),
                                                    copy.log().logEndOffset(),
                                                    offset,
                                                    partition,
                                                    described(key, copies)));
                        }
                    });
        }
    }

    private static String described(PartitionKey key, Map<Copy, PartitionAccess> copies) {
        return copies.entrySet().stream()
                .filter(copy -> copy.getKey().partition().equals(key))
                .sorted(Comparator.comparing(copy -> copy.getKey().host()))
                .map(
                        copy ->
                                "node %d: %s, epoch %d, watermark %d, end %d, isr %s"
                                        .formatted(
                                                copy.getKey().host(),
                                                copy.getValue().replica().isLeader()
                                                        ? "leads"
                                                        : "follows",
                                                copy.getValue().replica().leaderEpoch(),
                                                copy.getValue().replica().highWatermark(),
                                                copy.getValue().log().logEndOffset(),
                                                copy.getValue().replica().isr()))
                .collect(Collectors.joining("; "));
    }
}
