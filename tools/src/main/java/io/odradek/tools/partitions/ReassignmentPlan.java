package io.odradek.tools.partitions;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code --generate} proposes: leaders go round the brokers, followers to the brokers behind
 * them, racks apart where they are known. Pure.
 */
final class ReassignmentPlan {
    private ReassignmentPlan() {}

    /**
     * @param current all partitions of the topics; a topic keeps its first partition's number of
     *     replicas
     * @param racks of the brokers to use, in the order to use them; empty where a broker has none
     */
    static SortedMap<TopicPartition, List<Integer>> propose(
            SortedMap<TopicPartition, List<Integer>> current, Map<Integer, String> racks) {
        List<Integer> ring = ring(racks);
        Map<String, Integer> factors = new HashMap<>();
        SortedMap<TopicPartition, List<Integer>> proposed = new TreeMap<>(PartitionJson.ORDER);
        int next = 0;
        for (Map.Entry<TopicPartition, List<Integer>> entry : current.entrySet()) {
            int factor =
                    factors.computeIfAbsent(entry.getKey().topic(), _ -> entry.getValue().size());
            if (factor > ring.size()) {
                throw new Failure(
                        "Replication factor: %d of topic %s is larger than available brokers: %d"
                                .formatted(factor, entry.getKey().topic(), ring.size()));
            }
            int round = next / ring.size();
            proposed.put(entry.getKey(), place(ring, racks, next++ % ring.size(), round, factor));
        }
        return proposed;
    }

    /** Brokers of different racks follow each other. */
    private static List<Integer> ring(Map<Integer, String> racks) {
        Map<String, List<Integer>> byRack = new LinkedHashMap<>();
        racks.forEach((id, rack) -> byRack.computeIfAbsent(rack, _ -> new ArrayList<>()).add(id));
        List<Integer> ring = new ArrayList<>();
        for (int i = 0; ring.size() < racks.size(); i++) {
            for (List<Integer> rack : byRack.values()) {
                if (i < rack.size()) {
                    ring.add(rack.get(i));
                }
            }
        }
        return ring;
    }

    private static List<Integer> place(
            List<Integer> ring, Map<Integer, String> racks, int leader, int round, int factor) {
        int n = ring.size();
        List<Integer> replicas = new ArrayList<>(List.of(ring.get(leader)));
        while (replicas.size() < factor) {
            int best = -1;
            long fewest = Long.MAX_VALUE;
            for (int k = 0; k < n - 1; k++) {
                int candidate = ring.get((leader + 1 + (round + k) % (n - 1)) % n);
                String rack = racks.getOrDefault(candidate, "");
                long used = replicas.stream().filter(r -> rack.equals(racks.get(r))).count();
                if (!replicas.contains(candidate) && used < fewest) {
                    best = candidate;
                    fewest = used;
                }
            }
            replicas.add(best);
        }
        return replicas;
    }
}
