package io.odradek.controller.state;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.wire.api.ErrorCode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Where the replicas of new partitions go. Leaders go around all brokers, neighbours of different
 * racks; each partition's followers go to racks it uses least, shifted from round to round so that
 * the followers of one leader are spread too. Only unfenced brokers count.
 */
final class ReplicaPlacement {
    private final List<BrokerImage> ring;
    private final int registered;
    private final int start;

    ReplicaPlacement(ClusterImage image, RandomGenerator random) {
        this.ring =
                interleave(
                        image.brokers().values().stream()
                                .filter(b -> View.isActive(image, b.id()))
                                .sorted(Comparator.comparingInt(BrokerImage::id))
                                .toList());
        this.registered = image.brokers().size();
        this.start = ring.isEmpty() ? 0 : random.nextInt(ring.size());
    }

    /** One of each rack in turn. */
    private static List<BrokerImage> interleave(List<BrokerImage> brokers) {
        Map<String, List<BrokerImage>> racks = new TreeMap<>();
        brokers.forEach(b -> racks.computeIfAbsent(b.rack(), _ -> new ArrayList<>()).add(b));
        List<BrokerImage> ring = new ArrayList<>(brokers.size());
        for (int i = 0; ring.size() < brokers.size(); i++) {
            for (List<BrokerImage> rack : racks.values()) {
                if (i < rack.size()) {
                    ring.add(rack.get(i));
                }
            }
        }
        return ring;
    }

    /** Replicas for partitions {@code first} to {@code first + count - 1}, leader first. */
    List<List<Integer>> place(int first, int count, int replicationFactor) throws Refusal {
        if (replicationFactor < 1) {
            throw new Refusal(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "Replication factor must be larger than 0, or -1 for the default; it is "
                            + replicationFactor
                            + ".");
        }
        if (replicationFactor > ring.size()) {
            throw new Refusal(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "Unable to replicate the partition %d time(s): only %d of %d registered broker(s) are running (not fenced)."
                            .formatted(replicationFactor, ring.size(), registered));
        }
        List<List<Integer>> placed = new ArrayList<>(count);
        for (int p = first; p < first + count; p++) {
            placed.add(place(p, replicationFactor));
        }
        return placed;
    }

    private List<Integer> place(int partition, int replicationFactor) {
        int n = ring.size();
        int leader = Math.floorMod(start + partition, n);
        int shift = n > 1 ? (partition / n) % (n - 1) : 0;
        List<Integer> replicas = new ArrayList<>(replicationFactor);
        Map<String, Integer> perRack = new HashMap<>();
        take(ring.get(leader), replicas, perRack);
        while (replicas.size() < replicationFactor) {
            take(next(leader, shift, replicas, perRack), replicas, perRack);
        }
        return List.copyOf(replicas);
    }

    /** Of those not taken the first, after the leader, whose rack has the fewest replicas. */
    private BrokerImage next(
            int leader, int shift, List<Integer> taken, Map<String, Integer> perRack) {
        int n = ring.size();
        BrokerImage best = ring.get(leader);
        int fewest = Integer.MAX_VALUE;
        for (int k = 0; k < n - 1; k++) {
            BrokerImage candidate = ring.get((leader + 1 + (shift + k) % (n - 1)) % n);
            int used = perRack.getOrDefault(candidate.rack(), 0);
            if (!taken.contains(candidate.id()) && used < fewest) {
                best = candidate;
                fewest = used;
            }
        }
        return best;
    }

    private static void take(
            BrokerImage broker, List<Integer> replicas, Map<String, Integer> perRack) {
        replicas.add(broker.id());
        perRack.merge(broker.rack(), 1, Integer::sum);
    }
}
