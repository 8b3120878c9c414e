package io.odradek.tools.topics;

import io.odradek.tools.cli.Failure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The {@code --replica-assignment} argument: {@code 1:2,2:3} puts partition 0 on 1 and 2. */
final class ReplicaAssignment {

    private ReplicaAssignment() {}

    /** The replicas of every partition, in order of preference. */
    static Map<Integer, List<Integer>> parse(String text) {
        Map<Integer, List<Integer>> partitions = new TreeMap<>();
        int factor = text.split(",", -1)[0].split(":", -1).length;
        for (String brokers : text.split(",", -1)) {
            int partition = partitions.size();
            List<Integer> replicas = brokers(brokers);
            Set<Integer> repeated = repeated(replicas);
            if (!repeated.isEmpty()) {
                throw new Failure(
                        "Partition replica lists may not contain duplicate entries: "
                                + repeated.stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")));
            }
            partitions.put(partition, replicas);
            if (replicas.size() != factor) {
                throw new Failure(
                        "Partition %d has different replication factor: %s"
                                .formatted(partition, replicas));
            }
        }
        return partitions;
    }

    private static List<Integer> brokers(String text) {
        List<Integer> replicas = new ArrayList<>();
        for (String id : text.split(":", -1)) {
            try {
                replicas.add(Integer.parseInt(id.strip()));
            } catch (NumberFormatException e) {
                throw new Failure(
                        "'%s' in the replica assignment is not a broker id; write 1:2,2:3 to put partition 0 on brokers 1 and 2"
                                .formatted(id),
                        e);
            }
        }
        return replicas;
    }

    private static Set<Integer> repeated(List<Integer> replicas) {
        Set<Integer> seen = new LinkedHashSet<>();
        Set<Integer> repeated = new LinkedHashSet<>();
        for (Integer replica : replicas) {
            if (!seen.add(replica)) {
                repeated.add(replica);
            }
        }
        return repeated;
    }
}
