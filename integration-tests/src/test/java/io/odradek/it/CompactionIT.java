package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;

import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A compacted topic keeps the last value of every key, whatever happens to its brokers. */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class CompactionIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int SEGMENT = 1 << 20;
    private static final int KEYS = 40;

    private final ProcessCluster cluster =
            ProcessCluster.start(
                    ClusterSpec.combined("compaction", 3).with("log.cleaner.backoff.ms", "200"));

    private final TopicPartition at = new TopicPartition("compacted", 0);
    private final Map<String, String> last = new HashMap<>();
    private int serial;

    @AfterAll
    void stop() {
        cluster.close();
    }

    /** Rounds over all keys; every seventh value is none. */
    private void send(int rounds, boolean tombstones) {
        Map<String, Object> config =
                new HashMap<>(cluster.client(Map.of("acks", "all", "compression.type", "zstd")));
        try (var producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < rounds * KEYS; i++) {
                String key = "key" + i % KEYS;
                @Nullable String value = tombstones && i % 7 == 3 ? null : serial++ + noise(4000);
                var unused =
                        producer.send(new ProducerRecord<>(at.topic(), at.partition(), key, value));
                if (value == null) {
                    last.remove(key);
                } else {
                    last.put(key, value);
                }
            }
        }
    }

    /** What does not compress well. */
    private String noise(int length) {
        StringBuilder noise = new StringBuilder();
        long x = serial * 0x9E3779B97F4A7C15L + 1;
        while (noise.length() < length) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            noise.append(Long.toString(x, 36));
        }
        return noise.toString();
    }

    private List<ConsumerRecord<String, @Nullable String>> readAll() throws Exception {
        long end =
                cluster.admin()
                        .listOffsets(Map.of(at, OffsetSpec.latest()))
                        .partitionResult(at)
                        .get()
                        .offset();
        List<ConsumerRecord<String, @Nullable String>> all = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(
                        cluster.client(Map.of()),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(at));
            consumer.seekToBeginning(List.of(at));
            Await.until(
                    "everything is read",
                    SOON,
                    () -> {
                        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
                        return consumer.position(at) >= end;
                    });
        }
        return all;
    }

    private static Map<String, String> meant(
            List<ConsumerRecord<String, @Nullable String>> records) {
        Map<String, String> values = new HashMap<>();
        for (var record : records) {
            @Nullable String value = record.value();
            if (value == null) {
                values.remove(record.key());
            } else {
                values.put(record.key(), value);
            }
        }
        return values;
    }

    private List<Long> sizes() throws Exception {
        List<Long> sizes = new ArrayList<>();
        cluster.admin().describeLogDirs(List.of(1, 2, 3)).allDescriptions().get().values().stream()
                .flatMap(dirs -> dirs.values().stream())
                .map(dir -> dir.replicaInfos().get(at))
                .filter(info -> info != null)
                .forEach(info -> sizes.add(info.size()));
        return sizes;
    }

    private void awaitCompacted() {
        Await.until(
                "every replica keeps little more than the last values",
                SOON,
                () -> sizes().size() == 3 && sizes().stream().allMatch(s -> s < 4L * SEGMENT));
    }

    @Test
    void theLastValueOfEveryKeyIsKeptThroughCompactionAndKills() throws Exception {
        cluster.createTopic(
                at.topic(),
                1,
                3,
                Map.of(
                        "cleanup.policy", "compact",
                        "segment.bytes", String.valueOf(SEGMENT),
                        "min.cleanable.dirty.ratio", "0.01",
                        "delete.retention.ms", "500"));
        send(60, true);
        cluster.killAll();
        cluster.nodes().forEach(NodeProcess::start);
        cluster.awaitWhole();
        cluster.awaitInSync(at.topic(), 3, SOON);
        assertEquals(last, meant(readAll()));
        send(40, true);
        awaitCompacted();
        assertEquals(last, meant(readAll()));

        send(30, false);
        send(30, true);
        send(15, false);
        awaitCompacted();
        cluster.killAll();
        cluster.nodes().forEach(NodeProcess::start);
        cluster.awaitWhole();
        cluster.awaitInSync(at.topic(), 3, SOON);
        assertEquals(last, meant(readAll()));
        Await.until(
                "tombstones go",
                SOON,
                () -> {
                    send(8, false);
                    return readAll().stream().noneMatch(r -> r.value() == null);
                });
        assertEquals(last, meant(readAll()));

        for (int leader = 0; leader < 2; leader++) {
            NodeProcess leading = cluster.leader(at);
            leading.kill();
            Await.until(
                    "another replica leads", SOON, () -> cluster.leader(at).id() != leading.id());
            assertEquals(last, meant(readAll()), "as the next leader has it");
            leading.start();
            cluster.awaitWhole();
            cluster.awaitInSync(at.topic(), 3, SOON);
        }
    }
}
