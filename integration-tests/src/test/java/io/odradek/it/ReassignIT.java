package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.cluster.Tools;
import io.odradek.it.oracle.Answers;
import io.odradek.it.oracle.SteadyProducer;
import io.odradek.it.oracle.TopicReader;
import io.odradek.it.oracle.Verdict;

import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A topic under load goes to other brokers and back, one of its targets dying on the way: nothing
 * acknowledged is lost, the logs it left are gone, and leadership ends where it is preferred.
 */
@ExtendWith(LogTails.class)
final class ReassignIT {
    private static final String TOPIC = "nomad";
    private static final int PARTITIONS = 6;
    private static final int BROKERS = 4;
    private static final Duration MOVE = Duration.ofSeconds(30);
    private static final long GAP_LIMIT_MS = 2_000;

    @TempDir private Path files;

    private final ProcessCluster cluster =
            ProcessCluster.formatted(
                    ClusterSpec.combined("reassign", BROKERS), Distribution.underTest());
    private final Tools tools = Tools.of(cluster);

    @BeforeEach
    void startCluster() throws Exception {
        cluster.nodes().forEach(NodeProcess::start);
        cluster.awaitWhole();
        cluster.createTopic(TOPIC, PARTITIONS, 3, Map.of("min.insync.replicas", "2"));
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    @Test
    void aTopicUnderLoadMovesAndReturnsAndLeadersAreThePreferredOnes() throws Exception {
        Path back = plan("back", replicas());
        List<List<Integer>> target = moved(replicas());
        Path there = plan("there", target);
        List<Answers> answers;
        List<Long> moved;
        long begun = System.nanoTime();
        try (var producer =
                new SteadyProducer(cluster.client(Map.of()), TOPIC, PARTITIONS, 200, 200)) {
            Await.until("a thousand records", MOVE, () -> producer.acknowledged() > 1_000);
            int controller = cluster.activeController().id();
            NodeProcess victim =
                    cluster.brokers().stream()
                            .filter(n -> n.id() != controller)
                            .findFirst()
                            .orElseThrow();
            victim.kill();
            move(target);
            assertFalse(moving().isEmpty(), "it moved without one of its targets");
            assertTrue(reassign("--verify", there).contains("still in progress"));
            victim.start();
            long moving = System.nanoTime();
            Await.until("the move", MOVE, () -> moving().isEmpty());
            assertMoved(there);
            String started = reassign("--execute", back);
            assertTrue(started.contains("Successfully started partition reassignments"), started);
            Await.until("the return", MOVE, () -> moving().isEmpty());
            assertMoved(back);
            Await.until("preferred leaders", MOVE, this::preferredLead);
            moved = List.of(moving, System.nanoTime());
            logsAreWhereReplicasAre();

            NodeProcess restarted = cluster.leader(new TopicPartition(TOPIC, 0));
            restarted.kill();
            Await.until("another leader", MOVE, () -> !preferredLead());
            restarted.start();
            Await.until("the preferred leaders again", MOVE, this::preferredLead);
            long settled = producer.acknowledged();
            Await.until("more records", MOVE, () -> producer.acknowledged() > settled + 500);
            answers = producer.finish();
        }
        long end = System.nanoTime();
        Verdict verdict =
                Verdict.of(
                        answers, TopicReader.readAll(cluster.client(Map.of()), TOPIC, PARTITIONS));
        long gapMs = gapMs(answers, moved.getFirst(), moved.getLast());
        System.out.printf(
                "ReassignIT: %s, %d s; longest gap between acknowledgements %d ms while moving, %d ms with the deaths of two nodes%n",
                verdict, (end - begun) / 1_000_000_000, gapMs, gapMs(answers, begun, end));
        assertTrue(verdict.clean(), verdict::toString);
        assertTrue(gapMs < GAP_LIMIT_MS, "silent for " + gapMs + " ms");
    }

    private static long gapMs(List<Answers> answers, long from, long to) {
        return answers.stream().mapToLong(a -> a.longestGapNanos(from, to)).max().orElse(0)
                / 1_000_000;
    }

    private List<List<Integer>> replicas() {
        return cluster.partitions(TOPIC).stream()
                .map(p -> p.replicas().stream().map(Node::id).toList())
                .toList();
    }

    /** To the broker that has none, and led by the last that stays. */
    private List<List<Integer>> moved(List<List<Integer>> replicas) {
        List<Integer> all = cluster.brokers().stream().map(NodeProcess::id).toList();
        return replicas.stream()
                .map(
                        r -> {
                            int other =
                                    all.stream()
                                            .filter(id -> !r.contains(id))
                                            .findFirst()
                                            .orElse(-1);
                            return List.of(r.getLast(), other, r.get(1));
                        })
                .toList();
    }

    private void move(List<List<Integer>> target) throws Exception {
        Map<TopicPartition, Optional<NewPartitionReassignment>> moves = new HashMap<>();
        for (int p = 0; p < target.size(); p++) {
            moves.put(
                    new TopicPartition(TOPIC, p),
                    Optional.of(new NewPartitionReassignment(target.get(p))));
        }
        cluster.admin().alterPartitionReassignments(moves).all().get();
    }

    private Path plan(String name, List<List<Integer>> replicas) throws Exception {
        String entries =
                IntStream.range(0, replicas.size())
                        .mapToObj(
                                p ->
                                        "{\"topic\":\"%s\",\"partition\":%d,\"replicas\":[%s]}"
                                                .formatted(TOPIC, p, ids(replicas.get(p))))
                        .collect(Collectors.joining(","));
        return Files.writeString(
                files.resolve(name + ".json"), "{\"version\":1,\"partitions\":[" + entries + "]}");
    }

    private static String ids(List<Integer> replicas) {
        return replicas.stream().map(String::valueOf).collect(Collectors.joining(","));
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

    private Map<?, ?> moving() throws Exception {
        return cluster.admin().listPartitionReassignments().reassignments().get();
    }

    private void assertMoved(Path plan) {
        String status = reassign("--verify", plan);
        assertEquals(
                PARTITIONS,
                status.lines().filter(l -> l.endsWith("is completed.")).count(),
                status);
    }

    private boolean preferredLead() {
        return cluster.partitions(TOPIC).stream().allMatch(ReassignIT::preferredLeads);
    }

    private static boolean preferredLeads(TopicPartitionInfo partition) {
        return partition.leader() != null
                && partition.leader().id() == partition.replicas().getFirst().id();
    }

    private void logsAreWhereReplicasAre() {
        List<List<Integer>> replicas = replicas();
        List<Integer> brokers = cluster.brokers().stream().map(NodeProcess::id).toList();
        Await.until(
                "logs of brokers that are no replicas to be gone",
                MOVE,
                () ->
                        cluster
                                .admin()
                                .describeLogDirs(brokers)
                                .allDescriptions()
                                .get()
                                .entrySet()
                                .stream()
                                .allMatch(e -> hostsOnly(e.getKey(), e.getValue(), replicas)));
    }

    private static boolean hostsOnly(
            int broker, Map<String, LogDirDescription> dirs, List<List<Integer>> replicas) {
        return dirs.values().stream()
                .flatMap(dir -> dir.replicaInfos().keySet().stream())
                .filter(tp -> tp.topic().equals(TOPIC))
                .allMatch(tp -> replicas.get(tp.partition()).contains(broker));
    }
}
