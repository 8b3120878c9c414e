package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.oracle.Answers;
import io.odradek.it.oracle.SteadyProducer;
import io.odradek.it.oracle.TopicReader;
import io.odradek.it.oracle.Verdict;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Other ways to lose a node than kill -9: a clean stop, a frozen process, too few left in sync. */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class NodeLossIT {
    private static final Duration REJOIN = Duration.ofSeconds(30);

    /** Long before its session of 9 s ends: most others are heard. */
    private static final Duration REPLACED = Duration.ofSeconds(7);

    /** SIGTERM's status of a JVM that ran its shutdown hooks: 128 + 15. */
    private static final int TERMINATED = 143;

    private final ProcessCluster cluster =
            ProcessCluster.start(ClusterSpec.combined("node-loss", 3));

    @BeforeEach
    void everyNodeRuns() {
        cluster.nodes().stream().filter(n -> !n.alive()).forEach(NodeProcess::start);
        cluster.awaitWhole();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void cleanStopMovesLeadershipBeforeTheProcessEnds() throws Exception {
        cluster.createTopic("clean", 3, 3, Map.of("min.insync.replicas", "2"));
        try (var producer = new SteadyProducer(cluster.client(Map.of()), "clean", 3, 200, 100)) {
            awaitProgress(producer);
            NodeProcess leader = cluster.leader(new TopicPartition("clean", 0));
            long stopped = System.nanoTime();
            int status = leader.stop(Duration.ofSeconds(30));
            long gone = System.nanoTime();
            assertEquals(TERMINATED, status, leader::logTail);
            assertTrue(
                    cluster.leaders("clean").values().stream().noneMatch(l -> l == leader.id()),
                    "a stopped node is still called a leader");
            awaitProgress(producer);
            List<Answers> answers = producer.finish();
            long gapMs = longestGapMs(answers, stopped, gone);
            System.out.printf(
                    "clean stop of a leader took %d ms; longest gap between acknowledgements %d ms%n",
                    (gone - stopped) / 1_000_000, gapMs);
            assertKept("clean", answers);
            if (Distribution.underTest().isOdradek()) {
                assertTrue(gapMs < 1_000, "leadership did not move before the node ended");
            }
        }
    }

    @Test
    void frozenLeaderIsReplacedAndCannotHarmWhenItWakes() throws Exception {
        cluster.createTopic("frozen", 3, 3, Map.of("min.insync.replicas", "2"));
        try (var producer = new SteadyProducer(cluster.client(Map.of()), "frozen", 3, 200, 100)) {
            awaitProgress(producer);
            NodeProcess controller = cluster.activeController();
            NodeProcess leader =
                    cluster.brokers().stream()
                            .filter(n -> n.id() != controller.id())
                            .filter(n -> cluster.leaders("frozen").containsValue(n.id()))
                            .findFirst()
                            .orElseThrow();
            long frozen = System.nanoTime();
            leader.pause();
            // Of a node that is awake: an admin client may ask the frozen one, and wait for it.
            try (var awake = new RawConnection(controller.config().kafkaPort())) {
                Await.until(
                        "another node leads",
                        REPLACED,
                        () -> !leaders(awake, "frozen").contains(leader.id()));
            } finally {
                leader.resume();
            }
            long woken = System.nanoTime();
            cluster.awaitInSync("frozen", 3, REJOIN);
            awaitProgress(producer);
            List<Answers> answers = producer.finish();
            System.out.printf(
                    "frozen leader replaced after %d ms; longest gap between acknowledgements %d ms%n",
                    (woken - frozen) / 1_000_000, longestGapMs(answers, frozen, woken));
            assertKept("frozen", answers);
        }
    }

    private static Set<Integer> leaders(RawConnection node, String topic) {
        try {
            var asked = new MetadataRequestData.MetadataRequestTopic().setName(topic);
            return node
                    .call(
                            (short) 12,
                            new MetadataRequestData().setTopics(List.of(asked)),
                            new MetadataResponseData())
                    .topics()
                    .stream()
                    .flatMap(t -> t.partitions().stream())
                    .map(MetadataResponsePartition::leaderId)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tooFewInSyncRefusesAndRecovers() throws Exception {
        cluster.createTopic("strict", 1, 3, Map.of("min.insync.replicas", "3"));
        NodeProcess leader = cluster.leader(new TopicPartition("strict", 0));
        NodeProcess follower =
                cluster.brokers().stream()
                        .filter(n -> n.id() != leader.id())
                        .findFirst()
                        .orElseThrow();
        var bytes = new ByteArraySerializer();
        // Without retries the first answer is the last; with them a timeout would hide it.
        var settings = Map.of("retries", "0", "enable.idempotence", "false");
        try (var producer = new KafkaProducer<>(cluster.client(settings), bytes, bytes)) {
            Await.until("the new leader to lead", REJOIN, () -> isTaken(producer, 0));
            follower.kill();
            cluster.awaitInSync("strict", 2, REJOIN);
            // The leader may hear of the smaller set a moment later, and then has appended already.
            int refused =
                    IntStream.range(1, 100)
                            .filter(i -> isRefusedBeforeAppend(producer, i))
                            .findFirst()
                            .orElseThrow();
            follower.start();
            cluster.awaitInSync("strict", 3, REJOIN);
            Await.until("records to be taken again", REJOIN, () -> isTaken(producer, 101));

            var found = new HashSet<Integer>();
            TopicReader.readAll(cluster.client(Map.of()), "strict", 1)
                    .getFirst()
                    .forEach(r -> found.add((int) r.value()[0]));
            assertTrue(found.containsAll(Set.of(0, 101)), found::toString);
            assertFalse(found.contains(refused), "a refused record is in the log");
        }
    }

    /** Without retries in the client, what a leader that is not ready says is for us to hear. */
    private static boolean isTaken(KafkaProducer<byte[], byte[]> producer, int i)
            throws InterruptedException {
        try {
            producer.send(numbered(i)).get();
            return true;
        } catch (ExecutionException e) {
            assertInstanceOf(RetriableException.class, e.getCause());
            return false;
        }
    }

    private static boolean isRefusedBeforeAppend(KafkaProducer<byte[], byte[]> producer, int i) {
        var refusal =
                assertThrows(ExecutionException.class, () -> producer.send(numbered(i)).get());
        if (refusal.getCause() instanceof NotEnoughReplicasException) {
            return true;
        }
        assertInstanceOf(NotEnoughReplicasAfterAppendException.class, refusal.getCause());
        return false;
    }

    private static ProducerRecord<byte[], byte[]> numbered(int i) {
        return new ProducerRecord<>("strict", 0, null, new byte[] {(byte) i});
    }

    private static void awaitProgress(SteadyProducer producer) {
        long before = producer.acknowledged();
        Await.until(
                "2000 more acknowledgements",
                Duration.ofSeconds(30),
                () -> producer.acknowledged() >= before + 2_000);
    }

    private static long longestGapMs(List<Answers> answers, long from, long to) {
        return answers.stream().mapToLong(a -> a.longestGapNanos(from, to)).max().orElse(0)
                / 1_000_000;
    }

    private void assertKept(String topic, List<Answers> answers) {
        var read = TopicReader.readAll(cluster.client(Map.of()), topic, answers.size());
        Verdict verdict = Verdict.of(answers, read);
        System.out.println("  " + verdict);
        assertTrue(verdict.clean(), verdict::toString);
    }
}
