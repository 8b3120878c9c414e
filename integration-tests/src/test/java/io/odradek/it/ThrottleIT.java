package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.cluster.Tools;
import io.odradek.it.oracle.Answers;
import io.odradek.it.oracle.SteadyProducer;

import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A throttled reassignment (KIP-73) with the project's own command: it is as fast as it may be,
 * other topics notice nothing, the limit can be raised on the way, and {@code --verify} removes it.
 */
@ExtendWith(LogTails.class)
final class ThrottleIT {
    private static final String HEAVY = "heavy";
    private static final String STEADY = "steady";
    private static final int PARTITIONS = 4;
    private static final int RECORD_BYTES = 50_000;
    private static final int RECORDS = 960;
    private static final long RATE = 1_500_000;
    private static final long RAISED = 60_000_000;
    private static final long MEASURED_NANOS = 5_000_000_000L;
    private static final long GAP_MAX_MS = 1_500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path files;

    @Test
    void aMoveKeepsToItsThrottleAndDisturbsNobody() throws Exception {
        try (var cluster = ProcessCluster.start(ClusterSpec.combined("throttle", 3))) {
            List<Integer> ids = cluster.brokers().stream().map(n -> n.id()).toList();
            int from = ids.get(0);
            int to = ids.get(1);
            cluster.admin()
                    .createTopics(
                            List.of(
                                    new NewTopic(
                                            HEAVY,
                                            IntStream.range(0, PARTITIONS)
                                                    .boxed()
                                                    .collect(
                                                            Collectors.toMap(
                                                                    p -> p, _ -> List.of(from))))))
                    .all()
                    .get();
            cluster.createTopic(STEADY, 3, 3, Map.of("min.insync.replicas", "2"));
            fill(cluster);
            Path plan = plan(to);
            List<Answers> answers;
            long begun;
            long ended;
            long readGapMs;
            try (var producer = new SteadyProducer(cluster.client(Map.of()), STEADY, 3, 50, 200);
                    var consumer = consumer(cluster)) {
                Await.until("a few records", PATIENCE, () -> producer.acknowledged() > 300);
                consumer.poll(Duration.ofSeconds(1));
                begun = System.nanoTime();
                String started = reassign(cluster, plan, "--execute", "--throttle", "" + RATE);
                assertTrue(started.contains("limit was set to " + RATE + " B/s"), started);
                readGapMs = measure(cluster, to, consumer);
                assertEquals(4, throttled(cluster, from, HEAVY).size(), "keys set");

                long left = (long) RECORDS * RECORD_BYTES - copied(cluster, to);
                long raised = System.nanoTime();
                reassign(cluster, plan, "--execute", "--additional", "--throttle", "" + RAISED);
                Await.until("the move", PATIENCE, () -> !isMoving(cluster));
                ended = System.nanoTime();
                double leftSeconds = (ended - raised) / 1e9;
                System.out.printf(
                        "ThrottleIT: with the limit raised to %d MB/s, the last %.1f MB took %.1f s%n",
                        RAISED / 1_000_000, left / 1e6, leftSeconds);
                assertTrue(left > 10 * RATE, () -> "too little was left: " + left);
                assertTrue(leftSeconds < left / 2.0 / RATE, "it did not speed up");
                answers = producer.finish();
            }
            long sendGapMs =
                    answers.stream()
                            .mapToLong(a -> a.longestGapNanos(begun, ended) / 1_000_000)
                            .max()
                            .orElseThrow();
            System.out.printf(
                    "ThrottleIT: meanwhile the longest gap of another topic was %d ms between acknowledgements, %d ms between records read%n",
                    sendGapMs, readGapMs);
            assertTrue(sendGapMs < GAP_MAX_MS, "the producer was held up");
            assertTrue(readGapMs < GAP_MAX_MS, "the consumer was held up");

            String verified = reassign(cluster, plan, "--verify");
            assertEquals(
                    PARTITIONS,
                    verified.lines().filter(l -> l.endsWith("is completed.")).count(),
                    verified);
            assertTrue(verified.contains("Clearing broker-level throttles"), verified);
            for (int id : ids) {
                assertEquals(Set.of(), throttled(cluster, id, HEAVY));
            }
        }
    }

    private static void fill(ProcessCluster cluster) {
        byte[] value = new byte[RECORD_BYTES];
        new Random(1).nextBytes(value);
        try (var producer =
                new KafkaProducer<>(
                        cluster.client(Map.of("acks", "1")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var unused =
                        producer.send(new ProducerRecord<>(HEAVY, i % PARTITIONS, null, value));
            }
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(ProcessCluster cluster) {
        var consumer =
                new KafkaConsumer<>(
                        cluster.client(Map.of()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> all =
                IntStream.range(0, 3).mapToObj(p -> new TopicPartition(STEADY, p)).toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        return consumer;
    }

    /** Reads on while the move goes on; the longest time without a record, in milliseconds. */
    private static long measure(
            ProcessCluster cluster, int to, KafkaConsumer<byte[], byte[]> consumer)
            throws Exception {
        consumer.poll(Duration.ofMillis(500));
        long copiedBefore = copied(cluster, to);
        long begun = System.nanoTime();
        long last = begun;
        long gap = 0;
        while (System.nanoTime() - begun < MEASURED_NANOS) {
            boolean some = !consumer.poll(Duration.ofMillis(100)).isEmpty();
            gap = Math.max(gap, System.nanoTime() - last);
            last = some ? System.nanoTime() : last;
        }
        long copied = copied(cluster, to) - copiedBefore;
        double seconds = (System.nanoTime() - begun) / 1e9;
        double rate = copied / seconds;
        System.out.printf(
                "ThrottleIT: %.1f MB in %.1f s are %.2f MB/s under a limit of %.2f MB/s%n",
                copied / 1e6, seconds, rate / 1e6, RATE / 1e6);
        assertEquals(1, rate / RATE, 0.2, "the rate, as a part of the limit");
        return gap / 1_000_000;
    }

    private static long copied(ProcessCluster cluster, int broker) throws Exception {
        return cluster
                .admin()
                .describeLogDirs(List.of(broker))
                .allDescriptions()
                .get()
                .values()
                .stream()
                .flatMap(dirs -> dirs.values().stream())
                .flatMap(dir -> dir.replicaInfos().entrySet().stream())
                .filter(e -> e.getKey().topic().equals(HEAVY))
                .mapToLong(e -> e.getValue().size())
                .sum();
    }

    private static boolean isMoving(ProcessCluster cluster) throws Exception {
        return !cluster.admin().listPartitionReassignments().reassignments().get().isEmpty();
    }

    /** The throttling configs that are set for a broker or a topic. */
    private static Set<String> throttled(ProcessCluster cluster, int broker, String topic)
            throws Exception {
        var resources =
                List.of(
                        new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(broker)),
                        new ConfigResource(ConfigResource.Type.TOPIC, topic));
        return cluster.admin().describeConfigs(resources).all().get().values().stream()
                .flatMap(config -> config.entries().stream())
                .filter(e -> e.name().contains("replication.throttled"))
                .filter(e -> e.source() != ConfigEntry.ConfigSource.DEFAULT_CONFIG)
                .map(ConfigEntry::name)
                .collect(Collectors.toSet());
    }

    private Path plan(int to) throws Exception {
        String entries =
                String.join(
                        ",",
                        IntStream.range(0, PARTITIONS)
                                .mapToObj(
                                        p ->
                                                "{\"topic\":\"%s\",\"partition\":%d,\"replicas\":[%d]}"
                                                        .formatted(HEAVY, p, to))
                                .toList());
        return Files.writeString(
                files.resolve("plan.json"), "{\"version\":1,\"partitions\":[" + entries + "]}");
    }

    private static String reassign(ProcessCluster cluster, Path plan, String... args) {
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--reassignment-json-file";
        all[args.length + 1] = plan.toString();
        return Tools.of(cluster).command("kafka-reassign-partitions.sh", all).run().ok();
    }
}
