package io.odradek.tools.groups;

import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code --reset-offsets}, of groups that nobody is active in.
 *
 * @param topics null for all that a group has committed offsets of
 */
record OffsetReset(
        GroupClient client,
        PrintWriter out,
        PrintWriter err,
        @Nullable List<TopicArgument> topics,
        boolean execute) {

    /**
     * Plans the new offsets of each group, and commits them if that was asked for. A group that is
     * active is left out, with a word about it.
     *
     * @param strategy of each group
     */
    Map<String, Map<TopicPartition, Long>> reset(
            Collection<String> groups, Function<String, ResetStrategy> strategy)
            throws ExecutionException, InterruptedException {
        Map<String, Map<TopicPartition, Long>> plans = new TreeMap<>();
        for (String group : new TreeSet<>(groups)) {
            Optional<GroupState> active =
                    client.find(group)
                            .map(ConsumerGroupDescription::groupState)
                            .filter(state -> state != GroupState.EMPTY)
                            .filter(state -> state != GroupState.DEAD);
            if (active.isPresent()) {
                out.printf(
                        "%nError: Assignments can only be reset if the group '%s' is inactive, but the current state is %s.%n",
                        group, active.get());
            } else {
                plans.put(group, reset(group, strategy.apply(group)));
            }
        }
        return plans;
    }

    private Map<TopicPartition, Long> reset(String group, ResetStrategy strategy)
            throws ExecutionException, InterruptedException {
        Collection<TopicPartition> partitions =
                strategy instanceof ResetStrategy.FromFile ? List.of() : partitions(group);
        var plan = new ResetPlanner(client, out, err).plan(group, partitions, strategy);
        if (execute && !plan.isEmpty()) {
            client.commit(group, plan);
        }
        return plan;
    }

    private Collection<TopicPartition> partitions(String group)
            throws ExecutionException, InterruptedException {
        if (topics == null) {
            return client.committed(group).keySet();
        }
        Map<String, TopicDescription> described = described(topics);
        TreeSet<TopicPartition> meant = new TreeSet<>(PartitionProgress.BY_NAME);
        TreeSet<TopicPartition> existing = new TreeSet<>(PartitionProgress.BY_NAME);
        described.forEach(
                (name, topic) ->
                        topic.partitions()
                                .forEach(
                                        p ->
                                                existing.add(
                                                        new TopicPartition(name, p.partition()))));
        for (TopicArgument topic : topics) {
            meant.addAll(topic.given());
            if (topic.isWhole()) {
                existing.stream()
                        .filter(partition -> partition.topic().equals(topic.topic()))
                        .forEach(meant::add);
            }
        }
        requireExisting(meant, existing);
        return meant;
    }

    private Map<String, TopicDescription> described(List<TopicArgument> topics)
            throws ExecutionException, InterruptedException {
        try {
            return client.topics(
                    topics.stream().map(TopicArgument::topic).collect(Collectors.toSet()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) {
                throw unknown;
            }
            throw e;
        }
    }

    private static void requireExisting(
            TreeSet<TopicPartition> meant, TreeSet<TopicPartition> existing) {
        String missing =
                meant.stream()
                        .filter(partition -> !existing.contains(partition))
                        .map(TopicPartition::toString)
                        .collect(Collectors.joining(","));
        if (!missing.isEmpty()) {
            throw new UnknownTopicOrPartitionException(
                    "The partitions \"%s\" do not exist".formatted(missing));
        }
    }
}
