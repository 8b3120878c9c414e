package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.cluster.Tools;
import io.odradek.it.disk.FailingDisk;
import io.odradek.it.oracle.Answers;
import io.odradek.it.oracle.SteadyProducer;
import io.odradek.it.oracle.TopicReader;
import io.odradek.it.oracle.Verdict;

import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.LogDirNotFoundException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * Brokers with two log directories each, under load: one fails, and only its replicas are out of
 * service until the broker starts again with a disk that works. Nothing acknowledged is lost.
 */
@ExtendWith(LogTails.class)
final class JbodIT {
    private static final String TOPIC = "spread";
    private static final int PARTITIONS = 12;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long GAP_LIMIT_MS = 3_000;

    private final ProcessCluster cluster =
            ProcessCluster.start(
                    ClusterSpec.combined("jbod", 3)
                            .with("log.dirs", "{dir}/data,{dir}/more")
                            .withEnvironment(
                                    "KAFKA_OPTS", "-Dodradek.disk=" + FailingDisk.class.getName())
                            .withEnvironment("CLASSPATH", classes()));

    private final Tools tools = Tools.of(cluster);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path files;

    private static String classes() {
        return Path.of(
                        FailingDisk.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                .toString();
    }

    @BeforeEach
    void createTopic() throws Exception {
        cluster.createTopic(TOPIC, PARTITIONS, 3, Map.of("min.insync.replicas", "2"));
        cluster.awaitInSync(TOPIC, 3, SOON);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void onlyTheReplicasOfAFailedDirectoryAreOutOfServiceUntilItWorksAgain() throws Exception {
        List<Answers> answers;
        long failedAt;
        long movedAt;
        try (var producer =
                new SteadyProducer(cluster.client(Map.of()), TOPIC, PARTITIONS, 100, 200)) {
            Await.until("a thousand records", SOON, () -> producer.acknowledged() > 1_000);
            NodeProcess victim = victim();
            Path more = more(victim);
            Set<Integer> hit = partitionsIn(victim, more);
            assertEquals(PARTITIONS / 2, hit.size(), "new partitions go where there are fewest");

            failedAt = System.nanoTime();
            Files.createFile(FailingDisk.mark(more));
            Await.until("others to lead what is in it", SOON, () -> isOut(victim, hit));
            movedAt = System.nanoTime();
            long before = producer.acknowledged();
            Await.until("more records", SOON, () -> producer.acknowledged() > before + 500);
            assertTrue(victim.alive(), "the process goes on");
            assertTrue(
                    cluster.partitions(TOPIC).stream()
                            .anyMatch(p -> leader(p) == victim.id() && isWhole(p)),
                    "it goes on leading what is in its other directory");
            LogDirDescription offline = describe(victim, more);
            assertInstanceOf(KafkaStorageException.class, offline.error());
            assertNull(describe(victim, victim.config().dataDir()).error());

            restart(victim);
            Await.until("the rest back in sync", SOON, () -> restIsWhole(hit));
            assertTrue(isOut(victim, hit), "what is offline comes nowhere else");
            assertTrue(copiesOf(hit, victim.config().dataDir()).isEmpty());
            assertInstanceOf(KafkaStorageException.class, describe(victim, more).error());

            Files.delete(FailingDisk.mark(more));
            restart(victim);
            cluster.awaitInSync(TOPIC, 3, SOON);
            assertEquals(hit, partitionsIn(victim, more));
            long healed = producer.acknowledged();
            Await.until("records to all", SOON, () -> producer.acknowledged() > healed + 500);
            answers = producer.finish();
        }
        Verdict verdict =
                Verdict.of(
                        answers, TopicReader.readAll(cluster.client(Map.of()), TOPIC, PARTITIONS));
        long gapMs =
                answers.stream()
                                .mapToLong(
                                        a -> a.longestGapNanos(failedAt, movedAt + 1_000_000_000L))
                                .max()
                                .orElse(0)
                        / 1_000_000;
        System.out.printf(
                "JbodIT: %s; led elsewhere %d ms after the failure, longest gap between acknowledgements %d ms%n",
                verdict, (movedAt - failedAt) / 1_000_000, gapMs);
        assertTrue(verdict.clean(), verdict::toString);
        assertTrue(gapMs < GAP_LIMIT_MS, "silent for " + gapMs + " ms");
    }

    @Test
    void replicasUnderLoadMoveToAnotherDirectoryAndSurviveAKill() throws Exception {
        List<Answers> answers;
        NodeProcess node = cluster.node(1);
        Path data = node.config().dataDir();
        try (var producer =
                new SteadyProducer(cluster.client(Map.of()), TOPIC, PARTITIONS, 100, 200)) {
            Await.until("a thousand records", SOON, () -> producer.acknowledged() > 1_000);
            Set<Integer> all = partitionsIn(node, data);
            Set<Integer> moved = partitionsIn(node, more(node));
            all.addAll(moved);
            assertInstanceOf(LogDirNotFoundException.class, move(node, moved, Path.of("/none")));
            assertNull(move(node, moved, data));
            Await.until(
                    "the replicas in the other directory",
                    SOON,
                    () ->
                            partitionsIn(node, data).equals(all)
                                    && partitionsIn(node, more(node)).isEmpty());
            assertTrue(copiesOf(moved, more(node)).isEmpty());
            Map<TopicPartition, Long> ends = ends();
            Await.until("every partition to go on", SOON, () -> haveGrown(ends));
            cluster.awaitInSync(TOPIC, 3, SOON);
            node.kill();
            Await.until(
                    "its death to be known",
                    SOON,
                    () -> cluster.partitions(TOPIC).stream().noneMatch(JbodIT::isWhole));
            node.start();
            cluster.awaitWhole();
            cluster.awaitInSync(TOPIC, 3, SOON);
            assertEquals(all, partitionsIn(node, data));
            moveByCommand(node, moved, more(node));
            assertEquals(moved, partitionsIn(node, more(node)));
            long before = producer.acknowledged();
            Await.until("more records", SOON, () -> producer.acknowledged() > before + 500);
            answers = producer.finish();
        }
        Verdict verdict =
                Verdict.of(
                        answers, TopicReader.readAll(cluster.client(Map.of()), TOPIC, PARTITIONS));
        System.out.println("JbodIT: replicas moved; " + verdict);
        assertTrue(verdict.clean(), verdict::toString);
    }

    private void moveByCommand(NodeProcess node, Set<Integer> partitions, Path to)
            throws IOException {
        String entries =
                cluster.partitions(TOPIC).stream()
                        .filter(p -> partitions.contains(p.partition()))
                        .map(p -> entry(p, node, to))
                        .collect(Collectors.joining(","));
        Path plan =
                Files.writeString(
                        files.resolve("plan.json"),
                        "{\"version\":1,\"partitions\":[" + entries + "]}");
        String begun = reassign("--execute", plan);
        assertTrue(begun.contains("Successfully started log directory moves for: "), begun);
        Await.until(
                "the command to say that all are there",
                SOON,
                () ->
                        reassign("--verify", plan)
                                        .lines()
                                        .filter(l -> l.endsWith(" completed successfully."))
                                        .count()
                                == partitions.size());
        String told =
                tools.command("kafka-log-dirs.sh", "--describe", "--broker-list", "1").run().ok();
        assertTrue(told.contains("\"logDir\":\"" + to + "\""), told);
    }

    private static String entry(TopicPartitionInfo at, NodeProcess node, Path to) {
        return "{\"topic\":\"%s\",\"partition\":%d,\"replicas\":%s,\"log_dirs\":[%s]}"
                .formatted(
                        TOPIC,
                        at.partition(),
                        at.replicas().stream().map(Node::id).toList(),
                        at.replicas().stream()
                                .map(n -> n.id() == node.id() ? "\"" + to + "\"" : "\"any\"")
                                .collect(Collectors.joining(",")));
    }

    private String reassign(String action, Path plan) {
        return tools.command(
                        "kafka-reassign-partitions.sh",
                        action,
                        "--reassignment-json-file",
                        plan.toString())
                .run()
                .ok();
    }

    private Map<TopicPartition, Long> ends() throws Exception {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int p = 0; p < PARTITIONS; p++) {
            asked.put(new TopicPartition(TOPIC, p), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        cluster.admin()
                .listOffsets(asked)
                .all()
                .get()
                .forEach((at, result) -> ends.put(at, result.offset()));
        return ends;
    }

    private boolean haveGrown(Map<TopicPartition, Long> before) throws Exception {
        return ends().entrySet().stream()
                .allMatch(end -> end.getValue() > before.getOrDefault(end.getKey(), 0L) + 50);
    }

    private @Nullable Throwable move(NodeProcess node, Set<Integer> partitions, Path to)
            throws InterruptedException {
        Map<TopicPartitionReplica, String> moves = new HashMap<>();
        for (int p : partitions) {
            moves.put(new TopicPartitionReplica(TOPIC, p, node.id()), to.toString());
        }
        try {
            cluster.admin().alterReplicaLogDirs(moves).all().get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** A broker that leads partitions in both directories, and not the controllers. */
    private NodeProcess victim() throws Exception {
        int controller = cluster.activeController().id();
        for (NodeProcess node : cluster.brokers()) {
            Set<Integer> more = partitionsIn(node, more(node));
            Map<Integer, Integer> leaders = cluster.leaders(TOPIC);
            boolean leadsThere =
                    more.stream().anyMatch(p -> leaders.getOrDefault(p, -1) == node.id());
            boolean leadsElsewhere =
                    leaders.entrySet().stream()
                            .anyMatch(e -> e.getValue() == node.id() && !more.contains(e.getKey()));
            if (node.id() != controller && leadsThere && leadsElsewhere) {
                return node;
            }
        }
        throw new AssertionError("nobody leads partitions in both directories");
    }

    private static Path more(NodeProcess node) {
        return node.config().dir().resolve("more");
    }

    private LogDirDescription describe(NodeProcess node, Path directory) throws Exception {
        Map<String, LogDirDescription> of =
                requireNonNull(
                        cluster.admin()
                                .describeLogDirs(List.of(node.id()))
                                .allDescriptions()
                                .get()
                                .get(node.id()));
        return requireNonNull(of.get(directory.toString()));
    }

    private Set<Integer> partitionsIn(NodeProcess node, Path directory) throws Exception {
        Set<Integer> partitions = new TreeSet<>();
        describe(node, directory)
                .replicaInfos()
                .forEach(
                        (at, info) -> {
                            if (at.topic().equals(TOPIC) && !info.isFuture()) {
                                partitions.add(at.partition());
                            }
                        });
        return partitions;
    }

    private static Set<String> copiesOf(Set<Integer> partitions, Path directory)
            throws IOException {
        Set<String> found = new TreeSet<>();
        for (int p : partitions) {
            Path copy = directory.resolve(TOPIC + "-" + p);
            if (Files.exists(copy)) {
                found.add(copy.toString());
            }
        }
        return found;
    }

    private static int leader(TopicPartitionInfo partition) {
        return partition.leader() == null ? -1 : partition.leader().id();
    }

    private static boolean isWhole(TopicPartitionInfo partition) {
        return partition.isr().size() == 3;
    }

    private boolean isOut(NodeProcess victim, Set<Integer> hit) {
        return cluster.partitions(TOPIC).stream()
                .filter(p -> hit.contains(p.partition()))
                .allMatch(
                        p ->
                                leader(p) >= 0
                                        && leader(p) != victim.id()
                                        && p.isr().stream().noneMatch(n -> n.id() == victim.id()));
    }

    private boolean restIsWhole(Set<Integer> hit) {
        return cluster.partitions(TOPIC).stream()
                .filter(p -> !hit.contains(p.partition()))
                .allMatch(JbodIT::isWhole);
    }

    private static void restart(NodeProcess node) {
        node.stop(SOON);
        assertFalse(node.alive());
        node.start();
    }
}
