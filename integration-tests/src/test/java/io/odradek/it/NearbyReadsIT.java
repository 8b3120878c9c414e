package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.ProcessCluster;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Consumers read from the replica in their own rack (KIP-392), at the tail and after its death. */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class NearbyReadsIT {
    private static final int RECORDS = 2_000;

    private final ProcessCluster cluster =
            ProcessCluster.start(
                    ClusterSpec.combined("nearby", 3)
                            .with("broker.rack", "rack-{node}")
                            .with(
                                    "replica.selector.class",
                                    "org.apache.kafka.common.replica.RackAwareReplicaSelector"));

    @AfterAll
    void stop() {
        cluster.close();
    }

    private KafkaConsumer<Integer, byte[]> consumer(String rack) {
        var settings =
                cluster.client(
                        Map.of(
                                "client.rack", rack,
                                "auto.offset.reset", "none",
                                "fetch.max.wait.ms", "20000"));
        return new KafkaConsumer<>(
                settings, new IntegerDeserializer(), new ByteArrayDeserializer());
    }

    private void produce(TopicPartition at, int from, int to) throws Exception {
        try (var producer =
                new KafkaProducer<>(
                        cluster.client(Map.of()),
                        new IntegerSerializer(),
                        new ByteArraySerializer())) {
            for (int i = from; i < to; i++) {
                var sent =
                        producer.send(
                                new ProducerRecord<>(
                                        at.topic(), at.partition(), i, new byte[1000]));
                if (i == to - 1) {
                    sent.get();
                }
            }
        }
    }

    private static void readUpTo(
            int end, KafkaConsumer<Integer, byte[]> consumer, List<Integer> read) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (read.size() < end && System.nanoTime() < deadline) {
            for (ConsumerRecord<Integer, byte[]> one : consumer.poll(Duration.ofMillis(100))) {
                assertEquals(read.size(), one.offset());
                read.add(one.key());
            }
        }
        assertEquals(IntStream.range(0, end).boxed().toList(), read);
    }

    /** Bytes a consumer was sent by a broker, by the client's own count. */
    private static double bytesFrom(int broker, KafkaConsumer<?, ?> consumer) {
        return consumer.metrics().entrySet().stream()
                .filter(m -> m.getKey().name().equals("incoming-byte-total"))
                .filter(m -> ("node-" + broker).equals(m.getKey().tags().get("node-id")))
                .mapToDouble(m -> ((Number) m.getValue().metricValue()).doubleValue())
                .sum();
    }

    @Test
    void aConsumerReadsInItsRackAndGoesOnWhenThatReplicaDies() throws Exception {
        cluster.createTopic("near", 1, 3, Map.of());
        var at = new TopicPartition("near", 0);
        int leader = cluster.leader(at).config().id();
        int near = leader % 3 + 1;
        produce(at, 0, RECORDS);
        List<Integer> read = new ArrayList<>();
        try (var consumer = consumer("rack-" + near)) {
            consumer.assign(List.of(at));
            consumer.seekToBeginning(List.of(at));
            readUpTo(RECORDS, consumer, read);
            double there = bytesFrom(near, consumer);
            assertTrue(there > RECORDS * 1000.0, () -> there + " bytes from the near replica");

            // At the tail: a follower learns what is committed without being asked again.
            long slowest = 0;
            for (int i = 0; i < 20; i++) {
                produce(at, RECORDS + i, RECORDS + i + 1);
                long from = System.nanoTime();
                readUpTo(RECORDS + i + 1, consumer, read);
                slowest = Math.max(slowest, System.nanoTime() - from);
            }
            long slowestMs = slowest / 1_000_000;
            assertTrue(slowestMs < 5_000, () -> slowestMs + " ms for a record at the tail");
            System.out.println("nearby read at the tail: slowest of 20 " + slowestMs + " ms");
            assertTrue(bytesFrom(near, consumer) > there + 20_000);

            cluster.node(near).kill();
            produce(at, RECORDS + 20, RECORDS + 520);
            readUpTo(RECORDS + 520, consumer, read);
        }
        cluster.node(near).start();
    }

    @Test
    void aRackWithoutAReplicaReadsFromTheLeader() throws Exception {
        cluster.createTopic("far", 1, 3, Map.of());
        var at = new TopicPartition("far", 0);
        produce(at, 0, 500);
        List<Integer> read = new ArrayList<>();
        try (var consumer = consumer("another")) {
            consumer.assign(List.of(at));
            consumer.seekToBeginning(List.of(at));
            readUpTo(500, consumer, read);
            assertTrue(bytesFrom(cluster.leader(at).config().id(), consumer) > 500_000);
        }
    }
}
