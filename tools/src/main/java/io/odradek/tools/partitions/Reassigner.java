package io.odradek.tools.partitions;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterPartitionReassignmentsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** The actions of {@code kafka-reassign-partitions}. */
final class Reassigner {
    private final Admin admin;
    private final PrintWriter out;
    private final Throttles throttles;

    Reassigner(Admin admin, PrintWriter out) {
        this.admin = admin;
        this.throttles = new Throttles(admin);
        this.out = out;
    }

    void list() throws ExecutionException, InterruptedException {
        out.println(
                ReassignmentText.list(admin.listPartitionReassignments().reassignments().get()));
    }

    void generate(List<String> topics, List<Integer> brokers, boolean rackAware)
            throws ExecutionException, InterruptedException {
        Map<Integer, String> racks = new LinkedHashMap<>();
        Map<Integer, Node> known = brokers();
        requireKnown(known.keySet(), brokers);
        for (int id : brokers) {
            Node node = known.get(id);
            racks.put(id, node == null || !rackAware || !node.hasRack() ? "" : node.rack());
        }
        SortedMap<TopicPartition, List<Integer>> current = placement(topics, true);
        SortedMap<TopicPartition, List<Integer>> proposed =
                ReassignmentPlan.propose(current, racks);
        out.println("Current partition replica assignment");
        out.println(PartitionJson.write(current));
        out.println();
        out.println("Proposed partition reassignment configuration");
        out.println(PartitionJson.write(proposed));
    }

    /**
     * @param bytesPerSecond at most so much is copied from and to each broker; -1 for no limit
     */
    void execute(
            SortedMap<TopicPartition, List<Integer>> target,
            boolean additional,
            boolean factorMayChange,
            long bytesPerSecond)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, PartitionReassignment> moving =
                admin.listPartitionReassignments().reassignments().get();
        if (!additional && !moving.isEmpty()) {
            throw new Failure(
                    "Cannot execute because there is an existing partition assignment.  Use --additional to override this and create a new partition assignment in addition to the existing one.");
        }
        requireKnown(brokers().keySet(), target.values().stream().flatMap(List::stream).toList());
        SortedMap<TopicPartition, List<Integer>> current = new TreeMap<>(PartitionJson.ORDER);
        placement(topics(target.keySet()), true)
                .forEach(
                        (partition, replicas) -> {
                            if (target.containsKey(partition)) {
                                current.put(partition, replicas);
                            }
                        });
        List<TopicPartition> unknown =
                target.keySet().stream().filter(p -> !current.containsKey(p)).toList();
        if (!unknown.isEmpty()) {
            throw new Failure("Unable to find partition: " + PartitionJson.join(unknown));
        }
        out.println("Current partition replica assignment");
        out.println();
        out.println(PartitionJson.write(current));
        out.println();
        out.println("Save this to use as the --reassignment-json-file option during rollback");
        if (bytesPerSecond >= 0) {
            out.println(
                    "Warning: You must run --verify periodically, until the reassignment completes, to ensure the throttle is removed.");
            throttles.set(ThrottlePlan.of(current, moving, target), bytesPerSecond);
            out.println(
                    "The inter-broker throttle limit was set to %d B/s".formatted(bytesPerSecond));
        }
        Map<TopicPartition, Optional<NewPartitionReassignment>> moves = new HashMap<>();
        target.forEach(
                (partition, replicas) ->
                        moves.put(partition, Optional.of(new NewPartitionReassignment(replicas))));
        Map<TopicPartition, Throwable> failed =
                failures(
                        admin.alterPartitionReassignments(
                                        moves,
                                        new AlterPartitionReassignmentsOptions()
                                                .allowReplicationFactorChange(factorMayChange))
                                .values());
        if (!failed.isEmpty()) {
            throw failed("Error reassigning partition(s):", failed);
        }
        out.println(ReassignmentText.started(target.keySet(), target.size()));
    }

    void verify(SortedMap<TopicPartition, List<Integer>> target, boolean preserveThrottles)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, PartitionReassignment> moving =
                admin.listPartitionReassignments().reassignments().get();
        SortedMap<TopicPartition, List<Integer>> current =
                placement(topics(target.keySet()), false);
        out.println(ReassignmentText.verify(target, moving, current));
        out.println();
        if (moving.isEmpty() && !preserveThrottles) {
            clearThrottles(topics(current.keySet()));
        }
    }

    private void clearThrottles(Set<String> topics)
            throws ExecutionException, InterruptedException {
        SortedSet<Integer> brokers = new TreeSet<>(brokers().keySet());
        SortedSet<String> sorted = new TreeSet<>(topics);
        out.println(
                "Clearing broker-level throttles on broker%s %s"
                        .formatted(
                                brokers.size() == 1 ? "" : "s",
                                ReassignmentText.ids(List.copyOf(brokers))));
        if (!sorted.isEmpty()) {
            out.println(
                    "Clearing topic-level throttles on topic%s %s"
                            .formatted(sorted.size() == 1 ? "" : "s", String.join(",", sorted)));
        }
        throttles.clear(brokers, sorted);
    }

    void cancel(Set<TopicPartition> partitions, boolean preserveThrottles)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, PartitionReassignment> moving =
                admin.listPartitionReassignments().reassignments().get();
        Map<TopicPartition, Optional<NewPartitionReassignment>> back = new HashMap<>();
        partitions.stream()
                .filter(moving::containsKey)
                .forEach(partition -> back.put(partition, Optional.empty()));
        Map<TopicPartition, Throwable> failed =
                back.isEmpty()
                        ? Map.of()
                        : failures(admin.alterPartitionReassignments(back).values());
        // Who has arrived in the meantime cannot be called back.
        Map<TopicPartition, Throwable> real = new HashMap<>(failed);
        real.values().removeIf(e -> e instanceof NoReassignmentInProgressException);
        if (!real.isEmpty()) {
            throw failed("Error cancelling partition reassignment(s) for:", real);
        }
        List<TopicPartition> cancelled =
                back.keySet().stream()
                        .filter(p -> !failed.containsKey(p))
                        .sorted(PartitionJson.ORDER)
                        .toList();
        out.println(ReassignmentText.cancelled(cancelled, cancelled.size()));
        out.println("None of the specified partition moves are active.");
        if (!preserveThrottles) {
            clearThrottles(topics(placement(topics(partitions), false).keySet()));
        }
    }

    private static Failure failed(String what, Map<TopicPartition, Throwable> failed) {
        SortedMap<TopicPartition, Throwable> sorted = new TreeMap<>(PartitionJson.ORDER);
        sorted.putAll(failed);
        return new Failure(
                sorted.entrySet().stream()
                        .map(e -> e.getKey() + ": " + e.getValue().getMessage())
                        .collect(
                                Collectors.joining(
                                        System.lineSeparator(),
                                        what + System.lineSeparator(),
                                        "")));
    }

    private static Map<TopicPartition, Throwable> failures(
            Map<TopicPartition, KafkaFuture<Void>> results) throws InterruptedException {
        Map<TopicPartition, Throwable> failed = new HashMap<>();
        for (Map.Entry<TopicPartition, KafkaFuture<Void>> result : results.entrySet()) {
            try {
                result.getValue().get();
            } catch (ExecutionException e) {
                failed.put(result.getKey(), e.getCause() == null ? e : e.getCause());
            }
        }
        return failed;
    }

    private static Set<String> topics(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    }

    private Map<Integer, Node> brokers() throws ExecutionException, InterruptedException {
        return admin.describeCluster().nodes().get().stream()
                .collect(Collectors.toMap(Node::id, node -> node));
    }

    private static void requireKnown(Set<Integer> known, Collection<Integer> used) {
        List<Integer> unknown = used.stream().distinct().filter(id -> !known.contains(id)).toList();
        if (!unknown.isEmpty()) {
            throw new Failure(
                    "Unknown broker id "
                            + unknown.getFirst()
                            + "; running are "
                            + new TreeSet<>(known));
        }
    }

    /** Where the partitions of {@code topics} are. */
    private SortedMap<TopicPartition, List<Integer>> placement(
            Collection<String> topics, boolean mustExist)
            throws ExecutionException, InterruptedException {
        SortedMap<TopicPartition, List<Integer>> placement = new TreeMap<>(PartitionJson.ORDER);
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics, new DescribeTopicsOptions())
                        .topicNameValues()
                        .entrySet()) {
            try {
                topic.getValue()
                        .get()
                        .partitions()
                        .forEach(
                                p ->
                                        placement.put(
                                                new TopicPartition(topic.getKey(), p.partition()),
                                                p.replicas().stream().map(Node::id).toList()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                missing.add(topic.getKey());
            }
        }
        if (mustExist && !missing.isEmpty()) {
            throw new Failure("Topic %s not found".formatted(String.join(",", missing)));
        }
        return placement;
    }
}
