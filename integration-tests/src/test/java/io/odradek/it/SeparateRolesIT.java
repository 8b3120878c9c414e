package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.oracle.SteadyProducer;
import io.odradek.it.oracle.TopicReader;
import io.odradek.it.oracle.Verdict;

import org.apache.kafka.common.Node;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Nodes that are only controllers beside nodes that are only brokers. */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class SeparateRolesIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ProcessCluster cluster =
            ProcessCluster.start(ClusterSpec.separate("separate", 2, 3));

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void writersDoNotNoticeThatTheActiveControllerDies() throws Exception {
        cluster.createTopic("before", 2, 2, Map.of());
        try (var producer = new SteadyProducer(cluster.client(Map.of()), "before", 2, 200, 100)) {
            Await.until("1000 acknowledgements", SOON, () -> producer.acknowledged() > 1_000);
            NodeProcess controller = cluster.activeController();
            assertTrue(controller.id() > 100, "a broker leads the metadata quorum");
            long lost = System.nanoTime();
            controller.kill();
            cluster.createTopic("after", 2, 2, Map.of());
            long done = System.nanoTime();
            controller.start();
            Await.until(
                    "the restarted controller follows the log",
                    SOON,
                    () ->
                            cluster
                                    .admin()
                                    .describeMetadataQuorum()
                                    .quorumInfo()
                                    .get()
                                    .voters()
                                    .stream()
                                    .allMatch(v -> v.lastCaughtUpTimestamp().orElse(-1) > 0));
            var answers = producer.finish();
            long gapMs =
                    answers.stream().mapToLong(a -> a.longestGapNanos(lost, done)).max().orElse(0)
                            / 1_000_000;
            System.out.printf(
                    "active controller killed: next topic created and led after %d ms; longest gap"
                            + " between acknowledgements %d ms%n",
                    (done - lost) / 1_000_000, gapMs);
            assertTrue(gapMs < 2_000, "writers waited " + gapMs + " ms for a controller");
            var verdict =
                    Verdict.of(answers, TopicReader.readAll(cluster.client(Map.of()), "before", 2));
            assertTrue(verdict.clean(), verdict::toString);
        }
    }

    @Test
    void onlyBrokersHoldReplicasAndOnlyControllersVote() throws Exception {
        cluster.createTopic("held", 4, 2, Map.of());
        var hosts =
                cluster.partitions("held").stream()
                        .flatMap(p -> p.replicas().stream())
                        .collect(Collectors.groupingBy(Node::id, Collectors.counting()));
        assertEquals(Map.of(1, 4L, 2, 4L), hosts);
        var quorum = cluster.admin().describeMetadataQuorum().quorumInfo().get();
        assertEquals(3, quorum.voters().size());
        assertTrue(quorum.voters().stream().allMatch(v -> v.replicaId() > 100), quorum::toString);
    }
}
