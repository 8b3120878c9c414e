package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.NodeConfig;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.cluster.Tools;
import io.odradek.it.oracle.SteadyWrites;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.RemoveRaftVoterOptions;
import org.apache.kafka.clients.admin.RemoveRaftVoterResult;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InconsistentClusterIdException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The controllers' quorum as an operator sees it (KIP-853): it grows and shrinks under load, by our
 * command and by Apache's; loses its leader again and again; takes back a controller that lost its
 * disk; and waits for its members' names.
 */
@ExtendWith(LogTails.class)
final class QuorumIT {
    private static final Path APACHE =
            Path.of(System.getProperty("it.kafkaTools", "kafka-tools/target/libs"));
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int KILLS = 10;
    private static final long MEDIAN_LIMIT_MS = 500;
    private static final long NAMELESS_MS = Long.getLong("quorum.nameless.ms", 8_000);

    @Test
    void aQuorumOfOneGrowsToThreeAndShrinksToOneWhileTopicsAreCreated() throws Exception {
        var spec = ClusterSpec.combined("quorum-grows", 3).with(ClusterSpec.Quorum.STANDALONE);
        try (var cluster = ProcessCluster.start(spec)) {
            Admin admin = cluster.admin();
            assertEquals(Set.of(1), voters(admin).keySet());
            awaitObservers(admin, Set.of(2, 3));
            long from = System.nanoTime();
            try (var creator = creator(admin)) {
                Await.until("the first topic", SOON, () -> creator.count() > 0);
                NodeProcess second = cluster.node(2);
                NodeProcess third = cluster.node(3);
                assertEquals(
                        "Added controller 2 with directory id %s and endpoints: CONTROLLER://127.0.0.1:%d\n"
                                .formatted(second.directoryId(), second.config().controllerPort()),
                        ours(cluster, configOf(second), "add-controller").ok());
                assertEquals(
                        "Added controller 3 with directory id %s and endpoints: CONTROLLER://127.0.0.1:%d\n"
                                .formatted(third.directoryId(), third.config().controllerPort()),
                        apaches(cluster, configOf(third), "add-controller").ok());
                assertEquals(Set.of(1, 2, 3), voters(admin).keySet());
                var again = ours(cluster, configOf(third), "add-controller");
                assertEquals(1, again.status());
                assertTrue(
                        again.err().contains("is already part of the set of voters"), again::err);
                assertEquals(
                        steady(apaches(cluster, List.of(), "describe", "--status").ok()),
                        steady(ours(cluster, List.of(), "describe", "--status").ok()));

                int first = leader(admin);
                assertEquals(
                        "Removed  KRaft controller %d with directory id %s\n"
                                .formatted(first, cluster.node(first).directoryId()),
                        ours(cluster, List.of(), remove(cluster.node(first))).ok());
                Await.until("another leader", SOON, () -> leader(admin) != first);
                int next = leader(admin);
                int last = 6 - first - next;
                assertEquals(Set.of(next, last), voters(admin).keySet());
                apaches(cluster, List.of(), remove(cluster.node(next))).ok();
                Await.until("the last one leads", SOON, () -> leader(admin) == last);
                assertEquals(Set.of(last), voters(admin).keySet());
                awaitObservers(admin, Set.of(first, next));
                int created = creator.count();
                Await.until("two more topics", SOON, () -> creator.count() > created + 2);

                var lastOne = ours(cluster, List.of(), remove(cluster.node(last)));
                assertEquals(1, lastOne.status(), lastOne::toString);

                creator.finish();
                long to = System.nanoTime();
                assertEquals(List.of(), creator.failures());
                assertEquals(
                        IntStream.range(0, creator.count())
                                .mapToObj(i -> "t-" + i)
                                .collect(Collectors.toSet()),
                        admin.listTopics().names().get());
                System.out.printf(
                        "quorum of 1 to 3 to 1: %d topics created, one a second, none failed; longest"
                                + " time between two %d ms%n",
                        creator.count(), creator.longestGapMs(from, to));
            }
            // The only controller the others were told of is gone; they have learned of more.
            NodeProcess former = cluster.node(1);
            former.stop(SOON);
            cluster.createTopic("without-the-first", 1, 2, Map.of());
            // What was removed stays out of the quorum, and its log tells it where that is.
            former.start();
            cluster.awaitBrokers(3);
            assertFalse(voters(admin).containsKey(1));
            var levels = admin.describeFeatures().featureMetadata().get().finalizedFeatures();
            assertEquals(
                    Optional.of((short) 1),
                    Optional.ofNullable(levels.get("kraft.version"))
                            .map(FinalizedVersionRange::maxVersionLevel));
            assertRefused(
                    InconsistentClusterIdException.class,
                    admin.removeRaftVoter(
                            1,
                            Uuid.randomUuid(),
                            new RemoveRaftVoterOptions().setClusterId(Optional.of("another"))));
        }
    }

    private static void assertRefused(
            Class<? extends Exception> expected, RemoveRaftVoterResult result) {
        var failure = assertThrows(ExecutionException.class, () -> result.all().get());
        assertInstanceOf(expected, failure.getCause());
    }

    @Test
    void metadataIsWrittenAgainWithinHalfASecondOfALeadersDeath() throws Exception {
        var spec = ClusterSpec.separate("quorum-kills", 1, 3).with(ClusterSpec.Quorum.INITIAL);
        try (var cluster = ProcessCluster.start(spec)) {
            Admin admin = cluster.admin();
            cluster.createTopic("written", 1, 1, Map.of());
            var gaps = new ArrayList<Long>();
            try (var writer = writer(admin, "written")) {
                for (int i = 0; i < KILLS; i++) {
                    awaitCaughtUp(admin, 3);
                    NodeProcess leader = cluster.node(leader(admin));
                    int before = writer.count();
                    Await.until("writes", SOON, () -> writer.count() > before + 20);
                    long killed = System.nanoTime();
                    leader.kill();
                    int after = writer.count();
                    Await.until("writes again", SOON, () -> writer.count() > after + 20);
                    gaps.add(writer.longestGapMs(killed, System.nanoTime()));
                    leader.start();
                }
                assertEquals(List.of(), writer.failures());
            }
            aControllerThatLostItsDiskComesBackAsAnother(cluster);
            long median = median(gaps);
            System.out.printf(
                    "active controller killed %d times: longest metadata-write gap of each %s ms,"
                            + " median %d ms%n",
                    KILLS, gaps, median);
            assertTrue(median < MEDIAN_LIMIT_MS, "median of " + gaps);
        }
    }

    private static long median(List<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    private static void aControllerThatLostItsDiskComesBackAsAnother(ProcessCluster cluster)
            throws Exception {
        Admin admin = cluster.admin();
        awaitCaughtUp(admin, 3);
        int leader = leader(admin);
        List<NodeProcess> followers =
                cluster.nodes().stream()
                        .filter(n -> n.config().isController() && n.id() != leader)
                        .toList();
        NodeProcess wiped = followers.getFirst();
        String oldDirectory = wiped.directoryId();
        String[] removal = remove(wiped);
        wiped.kill();
        ProcessCluster.wipe(wiped);
        wiped.format(cluster.clusterId(), "--no-initial-controllers");
        assertNotEquals(oldDirectory, wiped.directoryId());
        wiped.start();
        Await.until(
                "the new disk observes",
                SOON,
                () ->
                        quorum(admin).observers().stream()
                                .anyMatch(
                                        o ->
                                                o.replicaDirectoryId()
                                                        .toString()
                                                        .equals(wiped.directoryId())));
        ours(cluster, List.of(), removal).ok();
        ours(cluster, configOf(wiped), "add-controller").ok();
        assertEquals(wiped.directoryId(), voters(admin).get(wiped.id()));
        assertEquals(3, voters(admin).size());
        // It counts: with another one gone, it and the leader are a majority.
        followers.getLast().kill();
        cluster.createTopic("after-the-disk", 1, 1, Map.of());
        followers.getLast().start();
    }

    @Test
    void aQuorumFormsAsSoonAsItsMembersHaveNames() throws Exception {
        Path hosts = Files.createDirectories(Path.of("target/clusters")).resolve("quorum-hosts");
        Files.writeString(hosts, "127.0.0.1 localhost\n");
        var spec =
                ClusterSpec.separate("quorum-names", 1, 3)
                        .with(ClusterSpec.Quorum.NAMED)
                        .withEnvironment(
                                "KAFKA_OPTS", "-Djdk.net.hosts.file=" + hosts.toAbsolutePath());
        try (var cluster = ProcessCluster.formatted(spec, Distribution.underTest())) {
            cluster.nodes().forEach(NodeProcess::start);
            cluster.nodes().forEach(QuorumIT::awaitListening);
            long nameless = System.nanoTime();
            Await.until(
                    "some time without names",
                    Duration.ofMillis(NAMELESS_MS + 1_000),
                    () -> System.nanoTime() - nameless > NAMELESS_MS * 1_000_000);
            assertTrue(cluster.nodes().stream().allMatch(NodeProcess::alive));
            var names = new StringBuilder("127.0.0.1 localhost\n");
            cluster.nodes()
                    .forEach(
                            n ->
                                    names.append("127.0.0.1 ")
                                            .append(NodeConfig.controllerName(n.id()))
                                            .append('\n'));
            Path prepared = hosts.resolveSibling("quorum-hosts.new");
            Files.writeString(prepared, names);
            long named = System.nanoTime();
            Files.move(prepared, hosts, StandardCopyOption.ATOMIC_MOVE);
            try (Admin admin = Admin.create(cluster.client(Map.of("request.timeout.ms", "1000")))) {
                Await.until("an active controller", SOON, () -> leader(admin) > 100);
                long formed = (System.nanoTime() - named) / 1_000_000;
                admin.createTopics(List.of(new NewTopic("named", 1, (short) 1))).all().get();
                long created = (System.nanoTime() - named) / 1_000_000;
                System.out.printf(
                        "names came after %d ms: quorum known to a client %d ms later, a topic"
                                + " created %d ms later%n",
                        NAMELESS_MS, formed, created);
                assertTrue(formed < 5_000, "formed after " + formed + " ms");
                assertRefused(
                        UnsupportedVersionException.class,
                        admin.removeRaftVoter(101, Uuid.randomUuid()));
            }
        }
    }

    private static void awaitListening(NodeProcess node) {
        var config = node.config();
        int port = config.isController() ? config.controllerPort() : config.kafkaPort();
        Await.until(
                "node " + node.id() + " listens",
                ProcessCluster.START_DEADLINE,
                () -> {
                    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        return socket.isConnected();
                    }
                });
    }

    /** Creates a topic a second. */
    private static SteadyWrites creator(Admin admin) {
        return new SteadyWrites(
                1_000,
                i -> admin.createTopics(List.of(new NewTopic("t-" + i, 1, (short) 3))).all().get());
    }

    /** Changes a config of {@code topic} every few milliseconds. */
    private static SteadyWrites writer(Admin admin, String topic) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return new SteadyWrites(
                5,
                i ->
                        admin.incrementalAlterConfigs(
                                        Map.of(
                                                resource,
                                                List.of(
                                                        new AlterConfigOp(
                                                                new ConfigEntry(
                                                                        "retention.ms",
                                                                        String.valueOf(
                                                                                1_000_000 + i)),
                                                                AlterConfigOp.OpType.SET))))
                                .all()
                                .get());
    }

    private static QuorumInfo quorum(Admin admin) throws Exception {
        return admin.describeMetadataQuorum().quorumInfo().get();
    }

    private static int leader(Admin admin) throws Exception {
        return quorum(admin).leaderId();
    }

    /** The voters' directories by their ids. */
    private static Map<Integer, String> voters(Admin admin) throws Exception {
        return quorum(admin).voters().stream()
                .collect(
                        Collectors.toMap(
                                QuorumInfo.ReplicaState::replicaId,
                                v -> v.replicaDirectoryId().toString()));
    }

    private static void awaitObservers(Admin admin, Set<Integer> expected) {
        Await.until(
                "observers " + expected,
                SOON,
                () ->
                        quorum(admin).observers().stream()
                                .filter(o -> o.lastCaughtUpTimestamp().orElse(-1) > 0)
                                .map(QuorumInfo.ReplicaState::replicaId)
                                .collect(Collectors.toSet())
                                .equals(expected));
    }

    private static void awaitCaughtUp(Admin admin, int voters) {
        Await.until(
                voters + " voters that have the whole log",
                SOON,
                () -> {
                    QuorumInfo info = quorum(admin);
                    return info.voters().stream()
                                    .filter(
                                            v ->
                                                    v.replicaId() == info.leaderId()
                                                            || v.lastCaughtUpTimestamp().orElse(-1)
                                                                    > 0)
                                    .count()
                            == voters;
                });
    }

    private static List<String> configOf(NodeProcess node) {
        return List.of("--command-config", node.config().file().toString());
    }

    private static String[] remove(NodeProcess node) {
        return new String[] {
            "remove-controller",
            "--controller-id",
            String.valueOf(node.id()),
            "--controller-directory-id",
            node.directoryId()
        };
    }

    private static Command.Result ours(
            ProcessCluster cluster, List<String> options, String... verb) {
        return Tools.of(cluster).quorum(line(options, verb));
    }

    private static Command.Result apaches(
            ProcessCluster cluster, List<String> options, String... verb) {
        var args = new ArrayList<>(List.of("--bootstrap-server", cluster.bootstrap()));
        args.addAll(List.of(line(options, verb)));
        return Command.java(
                        List.of(APACHE + "/*"),
                        "org.apache.kafka.tools.MetadataQuorumCommand",
                        args.toArray(String[]::new))
                .run();
    }

    private static String[] line(List<String> options, String... verb) {
        var line = new ArrayList<>(options);
        line.addAll(List.of(verb));
        return line.toArray(String[]::new);
    }

    /** Lines that do not count moving things. */
    private static List<String> steady(String status) {
        return status.lines()
                .filter(l -> !l.matches("(HighWatermark|MaxFollowerLag|MaxFollowerLagTimeMs):.*"))
                .toList();
    }
}
