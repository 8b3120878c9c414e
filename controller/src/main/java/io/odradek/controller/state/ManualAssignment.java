package io.odradek.controller.state;

import io.odradek.controller.state.CreateTopics.Assignment;
import io.odradek.wire.api.ErrorCode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Replica assignments as an operator wrote them. */
final class ManualAssignment {
    private ManualAssignment() {}

    /** The replicas of partitions {@code first} and up, in order. */
    static List<List<Integer>> validate(View view, List<Assignment> assignments, int first)
            throws Refusal {
        Map<Integer, List<Integer>> byPartition = new TreeMap<>();
        for (Assignment assignment : assignments) {
            if (byPartition.put(assignment.partition(), assignment.brokers()) != null) {
                throw invalid("Partition " + assignment.partition() + " is assigned twice.");
            }
        }
        List<List<Integer>> replicas = new ArrayList<>();
        for (Map.Entry<Integer, List<Integer>> entry : byPartition.entrySet()) {
            int partition = entry.getKey();
            if (partition != first + replicas.size()) {
                throw invalid(
                        "Partitions must be assigned without a gap from "
                                + first
                                + " on; "
                                + (first + replicas.size())
                                + " is missing.");
            }
            validate(view, partition, entry.getValue());
            if (!replicas.isEmpty() && replicas.getFirst().size() != entry.getValue().size()) {
                throw invalid(
                        "Partition %d has %d replicas, partition %d has %d; all must have as many."
                                .formatted(
                                        first,
                                        replicas.getFirst().size(),
                                        partition,
                                        entry.getValue().size()));
            }
            replicas.add(List.copyOf(entry.getValue()));
        }
        return replicas;
    }

    static void validate(View view, int partition, List<Integer> brokers) throws Refusal {
        validateBrokers(view, "Partition " + partition, brokers);
        if (brokers.stream().noneMatch(view::isActive)) {
            throw invalid(
                    "All brokers assigned to partition " + partition + " are fenced or stopping.");
        }
    }

    /** Some brokers, each once, all registered: they need not run. */
    static void validateBrokers(View view, String name, List<Integer> brokers) throws Refusal {
        if (brokers.isEmpty()) {
            throw invalid(name + " is assigned to no broker.");
        }
        HashSet<Integer> seen = new HashSet<>();
        for (int broker : brokers) {
            if (!seen.add(broker)) {
                throw invalid(name + " names broker " + broker + " twice.");
            }
            if (!view.image().brokers().containsKey(broker)) {
                throw invalid(
                        name + " is assigned to broker " + broker + ", which is not registered.");
            }
        }
    }

    private static Refusal invalid(String message) {
        return new Refusal(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
    }
}
