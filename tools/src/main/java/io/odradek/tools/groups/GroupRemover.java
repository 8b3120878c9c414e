package io.odradek.tools.groups;

import io.odradek.tools.cli.Launcher;

import org.apache.kafka.clients.admin.DeleteConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.DeleteConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.DeleteConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DeleteConsumerGroupsResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** {@code --delete} and {@code --delete-offsets}. */
record GroupRemover(GroupClient client, PrintWriter out) {

    /** Deletes the groups that can be, and says why the others cannot. */
    void delete(Collection<String> groups) throws InterruptedException {
        DeleteConsumerGroupsResult result =
                client.admin()
                        .deleteConsumerGroups(
                                groups, client.timed(new DeleteConsumerGroupsOptions()));
        List<String> deleted = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (String group : new TreeSet<>(groups)) {
            Throwable failure = failure(result.deletedGroups().get(group));
            if (failure == null) {
                deleted.add(group);
            } else {
                failures.add(
                        "* Group '%s' could not be deleted due to: %s".formatted(group, failure));
            }
        }
        if (failures.isEmpty()) {
            out.printf(
                    "Deletion of requested consumer groups (%s) was successful.%n",
                    quoted(deleted));
            return;
        }
        out.printf("%nError: Deletion of some consumer groups failed:%n");
        failures.forEach(out::println);
        if (!deleted.isEmpty()) {
            out.printf("%nThese consumer groups were deleted successfully: %s%n", quoted(deleted));
        }
    }

    private static String quoted(List<String> groups) {
        return groups.stream().collect(Collectors.joining("', '", "'", "'"));
    }

    /** Why the future failed; null if it did not. */
    private static @Nullable Throwable failure(@Nullable KafkaFuture<?> future)
            throws InterruptedException {
        if (future == null) {
            return null;
        }
        try {
            future.get();
            return null;
        } catch (ExecutionException e) {
            return Launcher.cause(e);
        }
    }

    /** Forgets what a group committed for {@code topics}, and says how that went. */
    void deleteOffsets(String group, List<TopicArgument> topics) throws InterruptedException {
        TreeMap<TopicPartition, @Nullable Throwable> outcomes =
                new TreeMap<>(PartitionProgress.BY_NAME);
        TreeSet<TopicPartition> partitions = partitions(topics, outcomes);
        DeleteConsumerGroupOffsetsResult result =
                client.admin()
                        .deleteConsumerGroupOffsets(
                                group,
                                partitions,
                                client.timed(new DeleteConsumerGroupOffsetsOptions()));
        Throwable overall = failure(result.all());
        for (TopicPartition partition : partitions) {
            outcomes.put(partition, failure(result.partitionResult(partition)));
        }
        if (overall == null) {
            out.printf("Request succeeded for deleting offsets from group %s.%n", group);
        } else if (DeletionText.isOfPartition(overall)) {
            out.printf(
                    "%nError: Encountered some partition-level error, see the follow-up details.%n");
        } else {
            out.printf("%nError: %s%n", overall.getMessage());
        }
        out.println();
        DeletionText.table(outcomes).forEach(out::println);
    }

    /** The partitions meant; a topic given without any that does not exist is an outcome. */
    private TreeSet<TopicPartition> partitions(
            List<TopicArgument> topics, Map<TopicPartition, @Nullable Throwable> outcomes)
            throws InterruptedException {
        TreeSet<TopicPartition> partitions = new TreeSet<>(PartitionProgress.BY_NAME);
        topics.forEach(topic -> partitions.addAll(topic.given()));
        List<String> whole =
                topics.stream().filter(TopicArgument::isWhole).map(TopicArgument::topic).toList();
        var described =
                client.admin()
                        .describeTopics(whole, client.timed(new DescribeTopicsOptions()))
                        .topicNameValues();
        for (var entry : described.entrySet()) {
            String topic = entry.getKey();
            try {
                entry.getValue()
                        .get()
                        .partitions()
                        .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
            } catch (ExecutionException e) {
                outcomes.put(
                        new TopicPartition(topic, DeletionText.NO_PARTITION), Launcher.cause(e));
            }
        }
        return partitions;
    }
}
