package io.odradek.tools.partitions;

import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which replicas a throttled move concerns (KIP-73): who has a partition may lead it and send, who
 * is to have it fetches. Pure.
 *
 * @param leaders by topic, each "partition:broker"
 * @param followers the same
 * @param brokers whose rates are to be set
 */
record ThrottlePlan(
        SortedMap<String, Set<String>> leaders,
        SortedMap<String, Set<String>> followers,
        Set<Integer> brokers) {

    /**
     * @param current where the partitions of {@code target} are, newcomers of a move included
     * @param moving what moves already: it stays under the throttle
     */
    static ThrottlePlan of(
            Map<TopicPartition, List<Integer>> current,
            Map<TopicPartition, PartitionReassignment> moving,
            Map<TopicPartition, List<Integer>> target) {
        var plan = new ThrottlePlan(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
        SortedMap<TopicPartition, List<Integer>> goals = new TreeMap<>(PartitionJson.ORDER);
        moving.forEach((partition, move) -> goals.put(partition, move.addingReplicas()));
        goals.putAll(target);
        goals.forEach(
                (partition, goal) -> {
                    PartitionReassignment move = moving.get(partition);
                    List<Integer> sources =
                            new ArrayList<>(
                                    move == null
                                            ? current.getOrDefault(partition, List.of())
                                            : move.replicas());
                    if (move != null) {
                        sources.removeAll(move.addingReplicas());
                    }
                    plan.add(partition, sources, goal);
                });
        return plan;
    }

    private void add(TopicPartition partition, List<Integer> sources, List<Integer> goal) {
        List<Integer> newcomers = goal.stream().filter(id -> !sources.contains(id)).toList();
        if (newcomers.isEmpty()) {
            return;
        }
        brokers.addAll(sources);
        brokers.addAll(newcomers);
        add(leaders, partition, sources);
        add(followers, partition, newcomers);
    }

    private static void add(
            Map<String, Set<String>> to, TopicPartition partition, List<Integer> replicas) {
        Set<String> pairs = to.computeIfAbsent(partition.topic(), _ -> new LinkedHashSet<>());
        replicas.stream().sorted().forEach(id -> pairs.add(partition.partition() + ":" + id));
    }
}
