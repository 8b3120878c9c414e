package io.odradek.tools.partitions;

import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@code kafka-reassign-partitions} says. Pure. */
final class ReassignmentText {
    private ReassignmentText() {}

    static String list(Map<TopicPartition, PartitionReassignment> moving) {
        if (moving.isEmpty()) {
            return "No partition reassignments found.";
        }
        List<String> lines = new ArrayList<>(List.of("Current partition reassignments:"));
        sorted(moving)
                .forEach(
                        (partition, move) -> {
                            StringBuilder line = new StringBuilder();
                            line.append(partition).append(": replicas: ");
                            line.append(ids(move.replicas())).append('.');
                            if (!move.addingReplicas().isEmpty()) {
                                line.append(" adding: ").append(ids(move.addingReplicas()));
                                line.append('.');
                            }
                            if (!move.removingReplicas().isEmpty()) {
                                line.append(" removing: ").append(ids(move.removingReplicas()));
                                line.append('.');
                            }
                            lines.add(line.toString());
                        });
        return String.join(System.lineSeparator(), lines);
    }

    /**
     * @param target where the operator wants the partitions
     * @param moving those that are on their way, wherever to
     * @param current where partitions are that do not move; absent when there is no such partition
     */
    static String verify(
            SortedMap<TopicPartition, List<Integer>> target,
            Map<TopicPartition, PartitionReassignment> moving,
            Map<TopicPartition, List<Integer>> current) {
        List<String> lines = new ArrayList<>(List.of("Status of partition reassignment:"));
        target.forEach(
                (partition, replicas) -> lines.add(status(partition, replicas, moving, current)));
        return String.join(System.lineSeparator(), lines);
    }

    private static String status(
            TopicPartition partition,
            List<Integer> target,
            Map<TopicPartition, PartitionReassignment> moving,
            Map<TopicPartition, List<Integer>> current) {
        PartitionReassignment move = moving.get(partition);
        if (move != null) {
            List<Integer> goal =
                    move.replicas().stream()
                            .filter(id -> !move.removingReplicas().contains(id))
                            .toList();
            return goal.equals(target)
                    ? "Reassignment of partition %s is still in progress.".formatted(partition)
                    : "Reassignment of partition %s is still in progress, but towards %s rather than %s."
                            .formatted(partition, ids(goal), ids(target));
        }
        List<Integer> at = current.getOrDefault(partition, List.of());
        return at.equals(target)
                ? "Reassignment of partition %s is completed.".formatted(partition)
                : "There is no active reassignment of partition %s, but replica set is %s rather than %s."
                        .formatted(partition, ids(at), ids(target));
    }

    static String started(Iterable<TopicPartition> partitions, int count) {
        return "Successfully started partition reassignment%s for %s"
                .formatted(count == 1 ? "" : "s", PartitionJson.join(partitions));
    }

    static String cancelled(Iterable<TopicPartition> partitions, int count) {
        return count == 0
                ? "None of the specified partition reassignments are active."
                : "Successfully cancelled partition reassignment%s for: %s"
                        .formatted(count == 1 ? "" : "s", PartitionJson.join(partitions));
    }

    static String ids(List<Integer> brokers) {
        return brokers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static <V> SortedMap<TopicPartition, V> sorted(Map<TopicPartition, V> map) {
        SortedMap<TopicPartition, V> sorted = new TreeMap<>(PartitionJson.ORDER);
        sorted.putAll(map);
        return sorted;
    }
}
