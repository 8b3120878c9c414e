package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.cluster.Tools;

import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Groups of both protocols on three brokers: members share partitions, commit, and go on when the
 * broker that coordinates them is killed; no acknowledged commit is lost or taken back. What we
 * keep in {@code __consumer_offsets} is read by Apache's own formatters.
 */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class GroupsIT {
    private static final Path JARS =
            Path.of(System.getProperty("it.kafkaTools", "kafka-tools/target/libs"));
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int PARTITIONS = 6;
    private static final int WRITE_SECONDS = 12;

    /** With the consumer's own heartbeats, back-offs and the fetches that move, too. */
    private static final long GAP_LIMIT_MS = 6_000;

    private final ProcessCluster cluster = ProcessCluster.start(ClusterSpec.combined("groups", 3));

    @AfterAll
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void noCommitIsLostWhenTheCoordinatorsBrokerIsKilled(String protocol) throws Exception {
        String topic = "work-" + protocol;
        String group = "workers-" + protocol;
        cluster.createTopic(topic, PARTITIONS, 3, Map.of("min.insync.replicas", "2"));
        try (var first = new CommittingMember(cluster.client(Map.of()), group, protocol, topic)) {
            Await.until(
                    "the first member has all", SOON, () -> first.assigned().size() == PARTITIONS);
            try (var second =
                    new CommittingMember(cluster.client(Map.of()), group, protocol, topic)) {
                Await.until(
                        "two members share",
                        SOON,
                        () ->
                                first.assigned().size() == PARTITIONS / 2
                                        && second.assigned().size() == PARTITIONS / 2);
                NodeProcess coordinator = cluster.node(describe(group).coordinator().id());
                Set<String> written = writeWhile(topic, coordinator);
                Await.until(
                        "all is read",
                        SOON,
                        () -> {
                            Set<String> read = new HashSet<>(first.read());
                            read.addAll(second.read());
                            return read.containsAll(written);
                        });
                Await.until(
                        "a living broker coordinates",
                        SOON,
                        () -> describe(group).coordinator().id() != coordinator.id());
                checkCommits(group, first);
                checkCommits(group, second);
                System.out.printf(
                        "GroupsIT: %s protocol, coordinator (broker %d) killed: longest time"
                                + " between commits %d and %d ms%n",
                        protocol, coordinator.id(), first.gapMs(), second.gapMs());
                assertNull(first.failure());
                assertNull(second.failure());
                assertTrue(Math.max(first.gapMs(), second.gapMs()) < GAP_LIMIT_MS, "gap too long");
                coordinator.start();
                cluster.awaitWhole();
                checkCommits(group, first);
                checkCommits(group, second);
            }
        }
    }

    private ConsumerGroupDescription describe(String group) throws Exception {
        return cluster.admin()
                .describeConsumerGroups(List.of(group))
                .describedGroups()
                .values()
                .iterator()
                .next()
                .get();
    }

    private Set<String> writeWhile(String topic, NodeProcess victim) throws Exception {
        Set<String> written = new HashSet<>();
        var config = cluster.client(Map.of("acks", "all"));
        try (var producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            long start = System.nanoTime();
            boolean killed = false;
            for (int i = 0; elapsedMs(start) < WRITE_SECONDS * 1_000L; i++) {
                String value = "v" + i;
                var unused =
                        producer.send(
                                new ProducerRecord<>(topic, i % PARTITIONS, null, value),
                                (_, failure) -> {
                                    if (failure == null) {
                                        synchronized (written) {
                                            written.add(value);
                                        }
                                    }
                                });
                if (!killed && elapsedMs(start) > WRITE_SECONDS * 1_000L / 3) {
                    victim.kill();
                    killed = true;
                }
                Thread.sleep(5);
            }
        }
        assertTrue(written.size() > 100, () -> "only " + written.size() + " were acknowledged");
        return written;
    }

    private static long elapsedMs(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1_000_000;
    }

    private void checkCommits(String group, CommittingMember member) throws Exception {
        Map<TopicPartition, Long> promised = Map.copyOf(member.acknowledged());
        Map<TopicPartition, OffsetAndMetadata> kept =
                cluster.admin()
                        .listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get();
        assertTrue(!promised.isEmpty(), "nothing was committed");
        promised.forEach(
                (partition, offset) -> {
                    long found = kept.containsKey(partition) ? kept.get(partition).offset() : -1;
                    assertTrue(
                            found >= offset,
                            () -> partition + " stands at " + found + ", promised " + offset);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void apachesFormattersReadWhatWeKeep(String protocol) throws Exception {
        String topic = "kept-" + protocol;
        String group = "keepers-" + protocol;
        cluster.createTopic(topic, 1, 3, Map.of());
        Tools.of(cluster).consoleProducer("--topic", topic).input(lines(25)).run().ok();
        String read =
                Tools.of(cluster)
                        .consoleConsumer(
                                "--topic",
                                topic,
                                "--group",
                                group,
                                "--from-beginning",
                                "--max-messages",
                                "25",
                                "--timeout-ms",
                                "60000",
                                "--consumer-property",
                                "group.protocol=" + protocol)
                        .run()
                        .ok();
        assertEquals(25, read.lines().filter(l -> l.startsWith("line")).count(), read);
        String offsets = kept("OffsetsMessageFormatter");
        assertTrue(
                offsets.lines()
                        .anyMatch(
                                l ->
                                        l.contains("\"group\":\"" + group + "\"")
                                                && l.contains("\"topic\":\"" + topic + "\"")
                                                && l.contains("\"offset\":25")),
                offsets);
        if (protocol.equals("classic")) {
            String groups = kept("GroupMetadataMessageFormatter");
            assertTrue(
                    groups.lines()
                            .anyMatch(
                                    l ->
                                            l.contains("\"group\":\"" + group + "\"")
                                                    && l.contains("\"protocol\":\"range\"")),
                    groups);
        }
    }

    private static String lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "line " + i + "\n")
                .collect(Collectors.joining());
    }

    /** All of {@code __consumer_offsets} as the formatter prints it. */
    private String kept(String formatter) {
        return apache(
                        "consumer.ConsoleConsumer",
                        "--topic",
                        "__consumer_offsets",
                        "--from-beginning",
                        "--timeout-ms",
                        "10000",
                        "--formatter",
                        "org.apache.kafka.tools.consumer." + formatter)
                .run()
                .out();
    }

    @Test
    void apachesConsumerPerformanceSubscribesAndCounts() throws Exception {
        cluster.createTopic("perf", 4, 3, Map.of());
        apache(
                        "ProducerPerformance",
                        "--topic",
                        "perf",
                        "--num-records",
                        "20000",
                        "--record-size",
                        "100",
                        "--throughput",
                        "-1")
                .run()
                .ok();
        String measured =
                apache(
                                "ConsumerPerformance",
                                "--topic",
                                "perf",
                                "--group",
                                "perf",
                                "--num-records",
                                "20000",
                                "--timeout",
                                "60000",
                                "--hide-header")
                        .run()
                        .ok();
        String line = measured.strip().lines().toList().getLast();
        System.out.println("ConsumerPerformance: " + line);
        assertEquals("20000", line.split(", *")[4], measured);
    }

    @Test
    void clientsMayNotWriteWhatBrokersKeep() throws Exception {
        var config = cluster.client(Map.of());
        // Whoever comes first causes the topic.
        apache(
                        "consumer.ConsoleConsumer",
                        "--topic",
                        "none",
                        "--group",
                        "g",
                        "--timeout-ms",
                        "2000")
                .run();
        try (var producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            var failure =
                    assertThrows(
                            ExecutionException.class,
                            () ->
                                    producer.send(
                                                    new ProducerRecord<>(
                                                            "__consumer_offsets", 0, "k", "v"))
                                            .get());
            assertTrue(
                    String.valueOf(failure.getCause()).contains("InvalidTopicException"),
                    failure::toString);
        }
    }

    private Command apache(String simpleName, String... args) {
        String[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--bootstrap-server";
        all[args.length + 1] = cluster.bootstrap();
        return Command.java(List.of(JARS + "/*"), "org.apache.kafka.tools." + simpleName, all);
    }
}
