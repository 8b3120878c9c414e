package io.odradek.it;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Subscribes, and commits after every poll that brought something. Ends with {@link #close}. */
final class CommittingMember implements AutoCloseable {
    private final Map<TopicPartition, Long> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> read = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile Set<TopicPartition> assigned = Set.of();
    private volatile boolean stopped;
    private volatile long gapMs;
    private volatile @Nullable Throwable failure;

    CommittingMember(Map<String, Object> client, String group, String protocol, String topic) {
        Map<String, Object> config = new HashMap<>(client);
        config.put("group.id", group);
        config.put("group.protocol", protocol);
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", "false");
        config.put("key.deserializer", StringDeserializer.class);
        config.put("value.deserializer", StringDeserializer.class);
        thread = Thread.ofPlatform().name("member of " + group).start(() -> run(config, topic));
    }

    private void run(Map<String, Object> config, String topic) {
        try (var consumer = new KafkaConsumer<String, String>(config)) {
            consumer.subscribe(List.of(topic));
            long last = 0;
            while (!stopped) {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(100));
                assigned = Set.copyOf(consumer.assignment());
                if (records.isEmpty()) {
                    continue;
                }
                Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
                for (ConsumerRecord<String, String> record : records) {
                    read.add(record.value());
                    next.put(
                            new TopicPartition(record.topic(), record.partition()),
                            new OffsetAndMetadata(record.offset() + 1));
                }
                if (commit(consumer, next)) {
                    long now = System.nanoTime();
                    if (last != 0) {
                        gapMs = Math.max(gapMs, (now - last) / 1_000_000);
                    }
                    last = now;
                }
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    /** False when the partitions have gone to another member, who reads on from its own. */
    private boolean commit(
            KafkaConsumer<String, String> consumer, Map<TopicPartition, OffsetAndMetadata> next) {
        try {
            consumer.commitSync(next);
        } catch (KafkaException e) {
            return false;
        }
        next.forEach((partition, to) -> acknowledged.merge(partition, to.offset(), Math::max));
        return true;
    }

    Set<TopicPartition> assigned() {
        return assigned;
    }

    Set<String> read() {
        return read;
    }

    /** The highest offset by partition whose commit was acknowledged. */
    Map<TopicPartition, Long> acknowledged() {
        return acknowledged;
    }

    /** The longest time between two commits. */
    long gapMs() {
        return gapMs;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
