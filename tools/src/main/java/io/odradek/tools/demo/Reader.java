package io.odradek.tools.demo;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads the topic from its beginning, while it is being written, and digests what it reads. Ends
 * with the digest when it has as many records as were sent, or with an exception when nothing came
 * for a long time. Runs on a thread of its own.
 */
final class Reader implements Callable<String> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Properties properties;
    private final TopicPartition partition;
    private final AtomicLong expected;
    private final AtomicLong read = new AtomicLong();

    /**
     * @param expected how many records there will be; the largest number while that is unknown
     */
    Reader(Properties connection, TopicPartition partition, AtomicLong expected) {
        this.properties = new Properties();
        this.properties.putAll(connection);
        this.properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        this.partition = partition;
        this.expected = expected;
    }

    long records() {
        return read.get();
    }

    @Override
    public String call() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long lastNews = System.nanoTime();
            while (read.get() < expected.get()) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    digest.update(record.value());
                    read.incrementAndGet();
                    lastNews = System.nanoTime();
                }
                if (System.nanoTime() - lastNews > PATIENCE.toNanos()) {
                    throw new IllegalStateException(
                            "after %d of %s records nothing more came for %d s"
                                    .formatted(read.get(), expected, PATIENCE.toSeconds()));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
