package io.odradek.tools.groups;

import org.apache.kafka.clients.admin.AbstractOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The cluster as the group commands see it: each question is asked and waited for. */
final class GroupClient implements AutoCloseable {

    private final Admin admin;
    private final int timeoutMs;

    /**
     * @param timeoutMs for each question
     */
    GroupClient(Admin admin, int timeoutMs) {
        this.admin = admin;
        this.timeoutMs = timeoutMs;
    }

    Admin admin() {
        return admin;
    }

    /** What {@code options} ask for, sorted by name. */
    List<GroupListing> list(ListGroupsOptions options)
            throws ExecutionException, InterruptedException {
        return admin.listGroups(options).all().get().stream()
                .sorted(java.util.Comparator.comparing(GroupListing::groupId))
                .toList();
    }

    /** Every classic and consumer group, sorted by name. */
    List<String> allGroups() throws ExecutionException, InterruptedException {
        return list(ListGroupsOptions.forConsumerGroups()).stream()
                .map(GroupListing::groupId)
                .toList();
    }

    /** The groups, which must all exist. */
    Map<String, ConsumerGroupDescription> describe(Collection<String> groups)
            throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(groups, timed(new DescribeConsumerGroupsOptions()))
                .all()
                .get();
    }

    /** The group, or nothing if there is none. */
    Optional<ConsumerGroupDescription> find(String group)
            throws ExecutionException, InterruptedException {
        try {
            return Optional.ofNullable(describe(List.of(group)).get(group));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What each group committed. A partition without a commit may have the value null. */
    Map<String, Map<TopicPartition, @Nullable OffsetAndMetadata>> committed(
            Collection<String> groups) throws ExecutionException, InterruptedException {
        Map<String, ListConsumerGroupOffsetsSpec> specs =
                groups.stream()
                        .collect(
                                Collectors.toMap(
                                        Function.identity(),
                                        group -> new ListConsumerGroupOffsetsSpec()));
        return admin.listConsumerGroupOffsets(specs, timed(new ListConsumerGroupOffsetsOptions()))
                .all()
                .get();
    }

    /** What one group committed. */
    Map<TopicPartition, @Nullable OffsetAndMetadata> committed(String group)
            throws ExecutionException, InterruptedException {
        return committed(List.of(group)).getOrDefault(group, Map.of());
    }

    /** The offset of each partition; one that cannot be had (no leader, deleted) is left out. */
    Map<TopicPartition, Long> reachable(Collection<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException {
        ListOffsetsResult result = ask(partitions, spec);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            try {
                offsets.put(partition, result.partitionResult(partition).get().offset());
            } catch (ExecutionException e) {
                // Shown as unknown.
            }
        }
        return offsets;
    }

    /** The offset of each partition, all of which must be there. */
    Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        return ask(partitions, spec).all().get().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private ListOffsetsResult ask(Collection<TopicPartition> partitions, OffsetSpec spec) {
        return admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(Function.identity(), p -> spec)),
                timed(new ListOffsetsOptions()));
    }

    /** The topics, which must all exist. */
    Map<String, TopicDescription> topics(Collection<String> topics)
            throws ExecutionException, InterruptedException {
        return admin.describeTopics(topics, timed(new DescribeTopicsOptions()))
                .allTopicNames()
                .get();
    }

    void commit(String group, Map<TopicPartition, Long> offsets)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> commits =
                offsets.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        entry -> new OffsetAndMetadata(entry.getValue())));
        admin.alterConsumerGroupOffsets(
                        group, commits, timed(new AlterConsumerGroupOffsetsOptions()))
                .all()
                .get();
    }

    <T extends AbstractOptions<T>> T timed(T options) {
        return options.timeoutMs(timeoutMs);
    }

    @Override
    public void close() {
        admin.close();
    }
}
