package io.odradek.benchmarks;

import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A consumer that subscribes, polls, and commits twice a second. Thread-safe: its own thread writes
 * the volatile fields, others read them.
 */
final class GroupMember implements AutoCloseable, ConsumerRebalanceListener {
    private static final long COMMIT_EVERY_NANOS = 500_000_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile int owned;
    private volatile long lastCommitBeganNanos;
    private volatile boolean committed;
    private volatile boolean closing;

    GroupMember(Map<String, Object> settings, String topic) {
        consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread = Thread.ofPlatform().daemon().start(() -> run(topic));
    }

    /** How many partitions it owns now. */
    int owned() {
        return owned;
    }

    /** Whether a commit that was sent after that moment succeeded. */
    boolean hasCommittedSince(long nanos) {
        return committed && lastCommitBeganNanos - nanos > 0;
    }

    private void run(String topic) {
        try (consumer) {
            consumer.subscribe(List.of(topic), this);
            long lastCommit = System.nanoTime();
            while (!closing) {
                consumer.poll(Duration.ofMillis(100));
                long now = System.nanoTime();
                if (owned > 0 && now - lastCommit > COMMIT_EVERY_NANOS) {
                    lastCommit = now;
                    commit(now);
                }
            }
        } catch (WakeupException e) {
            // Closing.
        }
    }

    private void commit(long began) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        consumer.assignment().forEach(tp -> offsets.put(tp, new OffsetAndMetadata(0)));
        consumer.commitAsync(
                offsets,
                (_, failure) -> {
                    if (failure == null) {
                        lastCommitBeganNanos = began;
                        committed = true;
                    }
                });
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        owned = consumer.assignment().size();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        owned = consumer.assignment().size() - partitions.size();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        owned = 0;
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofMinutes(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
