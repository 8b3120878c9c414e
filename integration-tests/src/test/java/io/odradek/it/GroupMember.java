package io.odradek.it;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A member of a group: polls in a thread of its own until it is closed, and leaves. */
final class GroupMember implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;

    GroupMember(Map<String, Object> settings, List<String> topics) {
        consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(topics);
        thread = Thread.ofPlatform().daemon().start(this::poll);
    }

    private void poll() {
        try (consumer) {
            while (!Thread.currentThread().isInterrupted()) {
                consumer.poll(POLL);
            }
        } catch (WakeupException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
