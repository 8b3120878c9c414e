package io.odradek.it;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads a topic to its end by assignment and says how much and how fast: a program of its own, to
 * run on any version of Apache's client library. Arguments: bootstrap servers, topic, partitions.
 */
final class AssignedReader {
    public static void main(String[] args) {
        String topic = args[1];
        var bytes = new ByteArrayDeserializer();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", args[0], "enable.auto.commit", "false");
        try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            List<TopicPartition> partitions =
                    IntStream.range(0, Integer.parseInt(args[2]))
                            .mapToObj(p -> new TopicPartition(topic, p))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = consumer.endOffsets(partitions).values().stream().mapToLong(o -> o).sum();
            long start = System.nanoTime();
            long count = 0;
            while (count < end) {
                count += consumer.poll(Duration.ofSeconds(1)).count();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "%d records with %s, %.0f records/s%n", count, library(), count / seconds);
        }
    }

    private static String library() {
        var source = KafkaConsumer.class.getProtectionDomain().getCodeSource().getLocation();
        return source.getPath().replaceAll(".*/", "");
    }
}
