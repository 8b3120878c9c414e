package io.odradek.tools.groups;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** The table that {@code --delete-offsets} prints. Pure. */
final class DeletionText {

    /** Stands for a topic of which the partitions are not known. */
    static final int NO_PARTITION = -1;

    private DeletionText() {}

    /**
     * @param outcomes null values stand for success
     */
    static List<String> table(SortedMap<TopicPartition, @Nullable Throwable> outcomes) {
        List<String> lines = new ArrayList<>();
        lines.add(line("TOPIC", "PARTITION", "STATUS"));
        outcomes.forEach(
                (partition, failure) ->
                        lines.add(line(partition.topic(), number(partition), status(failure))));
        return lines;
    }

    private static String line(String topic, String partition, String status) {
        return "%-15s %-10s %-15s".formatted(topic, partition, status);
    }

    private static String number(TopicPartition partition) {
        return partition.partition() == NO_PARTITION ? "-" : String.valueOf(partition.partition());
    }

    private static String status(@Nullable Throwable failure) {
        return failure == null ? "Successful" : "Error: " + failure;
    }

    /** Whether the error is about a partition rather than about the whole request. */
    static boolean isOfPartition(Throwable failure) {
        return failure instanceof GroupSubscribedToTopicException
                || failure instanceof UnknownTopicOrPartitionException
                || failure instanceof TopicAuthorizationException;
    }
}
