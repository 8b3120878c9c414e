package io.odradek.tools.console;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.TopicPattern;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Assigns a consumer without a group every partition of its topics, and goes on looking, because
 * partitions and topics are added. What is there at the first look is read from the chosen end;
 * what appears later is read from its beginning, since all of it is new.
 */
final class PartitionFinder {

    private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long LOOK_FOR_MISSING_EVERY_NANOS = Duration.ofMillis(500).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final @Nullable String topic;
    private final TopicPattern pattern;
    private final boolean fromBeginning;
    private final PrintWriter err;
    private final Set<TopicPartition> assigned = new HashSet<>();
    private boolean hasLooked;
    private long nextLookNanos;

    /**
     * @param topic the one topic, which is made if the brokers make topics by themselves; else
     *     {@code pattern} says which
     */
    PartitionFinder(
            Consumer<byte[], byte[]> consumer,
            @Nullable String topic,
            TopicPattern pattern,
            boolean fromBeginning,
            PrintWriter err) {
        this.consumer = consumer;
        this.topic = topic;
        this.pattern = pattern;
        this.fromBeginning = fromBeginning;
        this.err = err;
    }

    /** Looks for partitions if it is time to. Returns whether there is any to read. */
    boolean look(long nowNanos) {
        if (hasLooked && nowNanos - nextLookNanos < 0) {
            return !assigned.isEmpty();
        }
        Set<TopicPartition> added = new HashSet<>(existing());
        added.removeAll(assigned);
        if (!added.isEmpty()) {
            assigned.addAll(added);
            consumer.assign(assigned);
            if (hasLooked || fromBeginning) {
                consumer.seekToBeginning(added);
            } else {
                consumer.seekToEnd(added);
            }
        } else if (!hasLooked) {
            err.printf(
                    "No topic %s yet; waiting for it to appear.%n",
                    topic == null ? "matches" : topic + " is there");
        }
        hasLooked = true;
        nextLookNanos =
                nowNanos + (assigned.isEmpty() ? LOOK_FOR_MISSING_EVERY_NANOS : LOOK_EVERY_NANOS);
        return !assigned.isEmpty();
    }

    private Set<TopicPartition> existing() {
        if (topic != null) {
            List<PartitionInfo> infos = consumer.partitionsFor(topic, REQUEST_PATIENCE);
            return infos == null ? Set.of() : partitions(infos);
        }
        return consumer.listTopics(REQUEST_PATIENCE).entrySet().stream()
                .filter(entry -> pattern.matches(entry.getKey()))
                .map(Map.Entry::getValue)
                .map(PartitionFinder::partitions)
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
    }

    private static Set<TopicPartition> partitions(List<PartitionInfo> infos) {
        return infos.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
    }

    /** Refuses a partition that a topic, if there is one, does not have. */
    static void requireExists(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        List<PartitionInfo> infos = consumer.partitionsFor(partition.topic(), REQUEST_PATIENCE);
        if (infos != null && !infos.isEmpty() && !partitions(infos).contains(partition)) {
            throw new Failure(
                    "Topic %s has the partitions 0 to %d; there is no partition %d"
                            .formatted(partition.topic(), infos.size() - 1, partition.partition()));
        }
    }
}
