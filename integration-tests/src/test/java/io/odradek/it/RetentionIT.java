package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;

import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
import java.util.stream.LongStream;

/** Old records go, on every replica, by size and by age, and nothing else does. */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class RetentionIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int SEGMENT = 1 << 20;
    private static final int RECORD = 10_000;

    private final ProcessCluster cluster =
            ProcessCluster.start(
                    ClusterSpec.combined("retention", 3)
                            .with("log.retention.check.interval.ms", "300"));

    @AfterAll
    void stop() {
        cluster.close();
    }

    private long offset(TopicPartition at, OffsetSpec which) throws Exception {
        return cluster.admin().listOffsets(Map.of(at, which)).partitionResult(at).get().offset();
    }

    private void send(TopicPartition at, int records, long timestampMs) {
        Map<String, Object> config = new HashMap<>(cluster.client(Map.of("acks", "all")));
        try (var producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                var unused =
                        producer.send(
                                new ProducerRecord<>(
                                        at.topic(),
                                        at.partition(),
                                        timestampMs,
                                        null,
                                        new byte[RECORD]));
            }
        }
    }

    /** The bytes of every replica, as the brokers tell them. */
    private List<Long> sizes(TopicPartition at) throws Exception {
        List<Long> sizes = new ArrayList<>();
        var all = cluster.admin().describeLogDirs(List.of(1, 2, 3)).allDescriptions().get();
        all.values().stream()
                .flatMap(dirs -> dirs.values().stream())
                .map(dir -> dir.replicaInfos().get(at))
                .filter(info -> info != null)
                .forEach(info -> sizes.add(info.size()));
        return sizes;
    }

    private List<Long> read(TopicPartition at, long end) {
        List<Long> offsets = new ArrayList<>();
        var config =
                cluster.client(Map.of("auto.offset.reset", "earliest", "group.id", at.topic()));
        try (var consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(at));
            // Of what is gone, the client hears that it is out of range, and begins where it can.
            consumer.seek(at, 0);
            Await.until(
                    "everything that is kept is read",
                    SOON,
                    () -> {
                        consumer.poll(Duration.ofMillis(200)).forEach(r -> offsets.add(r.offset()));
                        return consumer.position(at) >= end;
                    });
        }
        return offsets;
    }

    @Test
    void aTopicKeepsAsMuchAsItsBytesSayOnEveryReplica() throws Exception {
        TopicPartition at = new TopicPartition("by-size", 0);
        cluster.createTopic(
                at.topic(),
                1,
                3,
                Map.of(
                        "segment.bytes", String.valueOf(SEGMENT),
                        "retention.bytes", String.valueOf(2 * SEGMENT)));
        send(at, 800, System.currentTimeMillis());
        Await.until(
                "every replica keeps two or three segments",
                SOON,
                () ->
                        sizes(at).size() == 3
                                && sizes(at).stream()
                                        .allMatch(s -> s >= 2 * SEGMENT && s <= 3 * SEGMENT));
        long start = offset(at, OffsetSpec.earliest());
        assertTrue(start > 400 && start < 700, "starts at " + start);
        assertEquals(800, offset(at, OffsetSpec.latest()));
        assertEquals(LongStream.range(start, 800).boxed().toList(), read(at, 800));

        cluster.killAll();
        cluster.nodes().forEach(NodeProcess::start);
        cluster.awaitWhole();
        cluster.awaitInSync(at.topic(), 3, SOON);
        assertEquals(start, offset(at, OffsetSpec.earliest()));
        assertEquals(LongStream.range(start, 800).boxed().toList(), read(at, 800));
    }

    @Test
    void whatIsTooOldGoesAndWhatIsYoungStays() throws Exception {
        TopicPartition at = new TopicPartition("by-age", 0);
        cluster.createTopic(at.topic(), 1, 3, Map.of("segment.bytes", String.valueOf(SEGMENT)));
        long now = System.currentTimeMillis();
        send(at, 300, now - Duration.ofDays(6).toMillis());
        send(at, 300, now);
        assertEquals(0, offset(at, OffsetSpec.earliest()));

        alter(at.topic(), "retention.ms", String.valueOf(Duration.ofDays(5).toMillis()));
        Await.until("old segments go", SOON, () -> offset(at, OffsetSpec.earliest()) > 0);
        long start = offset(at, OffsetSpec.earliest());
        assertTrue(start <= 300, "what is young was dropped: starts at " + start);
        assertEquals(LongStream.range(start, 600).boxed().toList(), read(at, 600));

        alter(at.topic(), "retention.ms", "1");
        Await.until(
                "the active segment goes, too",
                SOON,
                () -> offset(at, OffsetSpec.earliest()) == 600);
        Await.until(
                "on every replica",
                SOON,
                () -> sizes(at).size() == 3 && sizes(at).stream().allMatch(s -> s == 0));
        alter(at.topic(), "retention.ms", "-1");
        send(at, 10, now - Duration.ofDays(400).toMillis());
        assertEquals(LongStream.range(600, 610).boxed().toList(), read(at, 610));
    }

    private void alter(String topic, String key, String value) throws Exception {
        cluster.admin()
                .incrementalAlterConfigs(
                        Map.of(
                                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                                List.of(
                                        new AlterConfigOp(
                                                new ConfigEntry(key, value),
                                                AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}
