package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.oracle.Answers;
import io.odradek.it.oracle.Outage;
import io.odradek.it.oracle.SteadyProducer;
import io.odradek.it.oracle.TopicReader;
import io.odradek.it.oracle.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Leaders die by kill -9 under load; nothing acknowledged may be lost, doubled or out of order, and
 * the writers may not wait long. Then the whole cluster dies at once.
 *
 * <p>The producer runs with kafka-clients' defaults (idempotent, linger 5 ms, 5 requests in flight,
 * 100 ms retry back-off): the gaps contain whatever the client itself waits.
 */
@ExtendWith(LogTails.class)
final class LeaderKillIT {
    private static final String TOPIC = "spool";
    private static final int PARTITIONS = 9;
    private static final int ROUNDS_PER_SECOND = 200;
    private static final Duration WRITING = Duration.ofSeconds(60);
    private static final List<Duration> KILLS =
            List.of(Duration.ofSeconds(6), Duration.ofSeconds(24), Duration.ofSeconds(42));
    private static final Duration DOWN = Duration.ofSeconds(4);
    private static final Duration REJOIN = Duration.ofSeconds(30);
    private static final long GAP_LIMIT_MS = 2_000;

    private ProcessCluster cluster;

    LeaderKillIT() {
        cluster =
                ProcessCluster.formatted(
                        ClusterSpec.combined("leader-kill", 3), Distribution.underTest());
    }

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
    void nothingAcknowledgedIsLostWhenLeadersDie() throws Exception {
        var outages = new ArrayList<Outage>();
        List<Answers> answers;
        try (var producer =
                new SteadyProducer(
                        cluster.client(Map.of()), TOPIC, PARTITIONS, ROUNDS_PER_SECOND, 200)) {
            long start = System.nanoTime();
            boolean controllerDied = false;
            for (int i = 0; i < KILLS.size(); i++) {
                pauseUntil(start + KILLS.get(i).toNanos());
                int controller = cluster.activeController().id();
                NodeProcess victim = victim(controller, i > 0 && !controllerDied);
                controllerDied |= victim.id() == controller;
                outages.add(killAndRestart(victim, controller));
            }
            assertTrue(controllerDied, "the active controller led nothing and was never killed");
            pauseUntil(start + WRITING.toNanos());
            answers = producer.finish();
        }
        Verdict afterKills = verdict(answers);
        report(outages, answers, afterKills);

        cluster.killAll();
        cluster.nodes().forEach(NodeProcess::start);
        cluster.awaitWhole();
        cluster.awaitInSync(TOPIC, 3, REJOIN);
        Verdict afterCrash = verdict(answers);
        System.out.println("  after kill -9 of all three at once: " + afterCrash);

        assertTrue(afterKills.clean(), afterKills::toString);
        assertTrue(afterCrash.clean(), afterCrash::toString);
        assertTrue(afterKills.acknowledged() > 0, "nothing was acknowledged");
        outages.forEach(outage -> checkGaps(outage, answers));
    }

    /** The node that leads most, wanted or not wanted to be the active controller. */
    private NodeProcess victim(int controller, boolean preferController) throws Exception {
        var led =
                cluster.leaders(TOPIC).values().stream()
                        .collect(Collectors.groupingBy(n -> n, Collectors.counting()));
        if (preferController && led.containsKey(controller)) {
            return cluster.node(controller);
        }
        return led.entrySet().stream()
                .filter(e -> e.getKey() != controller)
                .max(Map.Entry.comparingByValue())
                .map(e -> cluster.node(e.getKey()))
                .orElseGet(() -> cluster.node(controller));
    }

    private Outage killAndRestart(NodeProcess victim, int controller) {
        Set<Integer> led = new HashSet<>();
        cluster.leaders(TOPIC)
                .forEach(
                        (partition, leader) -> {
                            if (leader == victim.id()) {
                                led.add(partition);
                            }
                        });
        Set<Integer> followed =
                IntStream.range(0, PARTITIONS)
                        .filter(p -> !led.contains(p))
                        .boxed()
                        .collect(Collectors.toSet());
        String role = victim.id() == controller ? ", the active controller" : "";
        long lost = System.nanoTime();
        victim.kill();
        pauseUntil(lost + DOWN.toNanos());
        long back = System.nanoTime();
        victim.start();
        cluster.awaitInSync(TOPIC, 3, REJOIN);
        long whole = System.nanoTime();
        return new Outage("node " + victim.id() + role, led, followed, lost, back, whole);
    }

    private Verdict verdict(List<Answers> answers) {
        return Verdict.of(
                answers, TopicReader.readAll(cluster.client(Map.of()), TOPIC, PARTITIONS));
    }

    private static void report(List<Outage> outages, List<Answers> answers, Verdict verdict) {
        System.out.printf(
                """

                LeaderKillIT: %d partitions, replication factor 3, min.insync.replicas 2, acks=all,
                  idempotent producer with the client's defaults, %d records/s for %d s
                  longest gap between acknowledgements, in ms:
                  kill -9 of                        led / followed, node lost    led / followed, node back
                """,
                PARTITIONS, PARTITIONS * ROUNDS_PER_SECOND, WRITING.toSeconds());
        for (Outage o : outages) {
            System.out.printf(
                    "  %-34s %9d / %-9d %16d / %-9d  led %s%n",
                    o.what(),
                    o.lossGapMs(answers, o.led()),
                    o.lossGapMs(answers, o.followed()),
                    o.returnGapMs(answers, o.led()),
                    o.returnGapMs(answers, o.followed()),
                    o.led());
        }
        System.out.println("  " + verdict);
    }

    private static void checkGaps(Outage outage, List<Answers> answers) {
        for (Set<Integer> partitions : List.of(outage.led(), outage.followed())) {
            long gap =
                    Math.max(
                            outage.lossGapMs(answers, partitions),
                            outage.returnGapMs(answers, partitions));
            assertTrue(
                    gap < GAP_LIMIT_MS,
                    () ->
                            "after kill -9 of %s, partitions %s were silent for %d ms (limit %d)"
                                    .formatted(outage.what(), partitions, gap, GAP_LIMIT_MS));
        }
    }

    private static void pauseUntil(long nanos) {
        Await.value(
                "the clock",
                Duration.ofMinutes(5),
                () -> System.nanoTime() >= nanos ? Optional.of(true) : Optional.empty());
    }
}
