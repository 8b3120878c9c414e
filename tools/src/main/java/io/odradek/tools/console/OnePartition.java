package io.odradek.tools.console;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.List;

/** The one partition that {@code --partition} names. */
final class OnePartition {
    private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(30);

    private OnePartition() {}

    /** Refuses a partition that a topic, if there is one, does not have. */
    static void requireExists(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        List<PartitionInfo> infos = consumer.partitionsFor(partition.topic(), REQUEST_PATIENCE);
        if (infos != null
                && !infos.isEmpty()
                && infos.stream().noneMatch(info -> info.partition() == partition.partition())) {
            throw new Failure(
                    "Topic %s has the partitions 0 to %d; there is no partition %d"
                            .formatted(partition.topic(), infos.size() - 1, partition.partition()));
        }
    }
}
