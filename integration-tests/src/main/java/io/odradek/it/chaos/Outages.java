package io.odradek.it.chaos;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.oracle.Answers;
import io.odradek.it.oracle.SteadyProducer;

import org.apache.kafka.common.TopicPartition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * For how long a producer with default settings goes without an acknowledgement when a node is
 * lost: one partition with three replicas, and one loss after the other, each from a whole cluster.
 *
 * <p>A producer that waits for an answer of a frozen node waits for its own request.timeout.ms, 30
 * s, whatever the cluster does meanwhile. So it is also measured after what time a producer is
 * served that begins at the loss and waits no longer than half a second for an answer: the
 * cluster's own share.
 */
final class Outages {
    private static final String TOPIC = "outage";
    private static final int PER_SECOND = 200;

    /** A producer that was answered that often again is served. */
    private static final int SERVED = 2 * PER_SECOND;

    /** Before a loss, and at most until a frozen node wakes. */
    private static final long STEADY_S = 2;

    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final Duration REJOIN = Duration.ofSeconds(90);

    /** The losses. */
    private enum Loss {
        LEADER_KILLED("leader killed (kill -9)", true, 500),
        LEADER_FROZEN("leader frozen (SIGSTOP)", true, 3_000),
        FOLLOWER_KILLED("follower killed (kill -9)", false, 2_000),
        FOLLOWER_FROZEN("follower frozen (SIGSTOP)", false, 2_000),
        LEADER_STOPPED("leader stopped (SIGTERM)", true, 100);

        private final String title;
        private final boolean ofLeader;
        private final long targetMs;

        Loss(String title, boolean ofLeader, long targetMs) {
            this.title = title;
            this.ofLeader = ofLeader;
            this.targetMs = targetMs;
        }
    }

    private final Distribution dist;
    private final int times;
    private final Path folder;

    /**
     * @param times each loss is measured
     */
    Outages(Path dist, int times, Path folder) {
        this.dist = new Distribution(dist);
        this.times = times;
        this.folder = folder;
    }

    /** Prints the table and writes it; true if every median is below its target. */
    boolean run() throws IOException, ExecutionException, InterruptedException {
        System.setProperty("it.work", folder.toString());
        var table = new StringBuilder();
        table.append("# Outages, ").append(dist.home()).append("\n\n");
        table.append(
                """
                Longest time without an acknowledgement, in ms; acks=all and the producer's defaults, one partition,
                three replicas, %d losses of each kind.

                | loss | median | least | most | target | median for an impatient producer begun at the loss |
                |---|---:|---:|---:|---:|---:|
                """
                        .formatted(times));
        boolean good = true;
        var spec = ClusterSpec.combined("outages", 3);
        try (var cluster = ProcessCluster.start(spec, dist)) {
            cluster.createTopic(TOPIC, 1, 3, Map.of("min.insync.replicas", "2"));
            for (Loss loss : Loss.values()) {
                var measured = new ArrayList<Long>();
                var begun = new ArrayList<Long>();
                for (int i = 0; i < times; i++) {
                    Outage outage = measure(cluster, loss);
                    measured.add(outage.ms);
                    begun.add(outage.forNewcomersMs);
                    ChaosRun.say(loss.title + ": " + outage);
                }
                var p = Percentiles.of(measured);
                long least = measured.stream().mapToLong(Long::longValue).min().orElse(0);
                good &= p.p50() < loss.targetMs;
                table.append(
                        String.format(
                                Locale.ROOT,
                                "| %s | %d | %d | %d | < %d | %d |%n",
                                loss.title,
                                p.p50(),
                                least,
                                p.max(),
                                loss.targetMs,
                                Percentiles.of(begun).p50()));
            }
        }
        Files.createDirectories(folder);
        Path file = folder.resolve("outages-" + dist.home().getFileName() + ".md");
        Files.writeString(file, table);
        System.out.println("\n" + table + "\nreport: " + file);
        return good;
    }

    private record Outage(long ms, long forNewcomersMs) {}

    private static Outage measure(ProcessCluster cluster, Loss loss) throws InterruptedException {
        cluster.awaitInSync(TOPIC, 3, REJOIN);
        try (var producer =
                new SteadyProducer(cluster.client(Map.of()), TOPIC, 1, PER_SECOND, 200)) {
            awaitMore(producer, PER_SECOND);
            TimeUnit.SECONDS.sleep(STEADY_S);
            NodeProcess leader = cluster.leader(new TopicPartition(TOPIC, 0));
            NodeProcess victim =
                    loss.ofLeader
                            ? leader
                            : cluster.nodes().stream()
                                    .filter(n -> n != leader)
                                    .findAny()
                                    .orElseThrow();
            long lost = System.nanoTime();
            strike(loss, victim);
            long newcomer = serveNewcomer(cluster, victim);
            try {
                awaitMore(producer, SERVED);
            } catch (AssertionError notServed) {
                ChaosRun.say("no service within " + LONGEST + " of: " + loss.title);
            }
            heal(loss, victim);
            awaitMore(producer, SERVED);
            long healed = System.nanoTime();
            List<Answers> answers = producer.finish();
            cluster.awaitWhole();
            return new Outage(
                    answers.getFirst().longestGapNanos(lost, healed) / 1_000_000,
                    (newcomer - lost) / 1_000_000);
        }
    }

    /** Returns when a producer that asks the other nodes was served. */
    private static long serveNewcomer(ProcessCluster cluster, NodeProcess victim) {
        String others =
                cluster.nodes().stream()
                        .filter(n -> n != victim)
                        .map(n -> n.config().kafkaAddress())
                        .collect(Collectors.joining(","));
        var impatient =
                Map.<String, Object>of("bootstrap.servers", others, "request.timeout.ms", "500");
        try (var newcomer = new SteadyProducer(impatient, TOPIC, 1, 1, 200)) {
            awaitMore(newcomer, 1);
            return System.nanoTime();
        }
    }

    private static void strike(Loss loss, NodeProcess victim) {
        switch (loss) {
            case LEADER_KILLED, FOLLOWER_KILLED -> victim.kill();
            case LEADER_FROZEN, FOLLOWER_FROZEN -> victim.pause();
            case LEADER_STOPPED -> victim.terminate();
        }
    }

    private static void heal(Loss loss, NodeProcess victim) {
        switch (loss) {
            case LEADER_KILLED, FOLLOWER_KILLED -> victim.start();
            case LEADER_STOPPED -> {
                victim.waitForExit(LONGEST);
                victim.start();
            }
            case LEADER_FROZEN, FOLLOWER_FROZEN -> victim.resume();
        }
    }

    private static void awaitMore(SteadyProducer producer, long count) {
        long goal = producer.acknowledged() + count;
        Await.until(
                count + " more acknowledgements", LONGEST, () -> producer.acknowledged() >= goal);
    }
}
