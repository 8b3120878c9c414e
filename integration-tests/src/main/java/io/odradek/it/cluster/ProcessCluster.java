package io.odradek.it.cluster;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * A cluster of processes on this computer. Formats, starts, breaks and questions its nodes through
 * the distribution's scripts, signals and Apache's AdminClient. Confined to the test's thread.
 */
public final class ProcessCluster implements AutoCloseable {
    public static final Duration START_DEADLINE = Duration.ofSeconds(60);

    /** A question to a frozen node must not use up the patience of whoever waits for an answer. */
    private static final Map<String, String> ADMIN_SETTINGS =
            Map.of("request.timeout.ms", "5000", "default.api.timeout.ms", "20000");

    private static final List<ProcessCluster> open = new CopyOnWriteArrayList<>();

    private final ClusterSpec spec;
    private final Distribution dist;
    private final List<NodeProcess> nodes;
    private final Admin admin;
    private final String clusterId;

    private ProcessCluster(ClusterSpec spec, Distribution dist, List<NodeConfig> configs) {
        this.spec = spec;
        this.dist = dist;
        this.nodes =
                configs.stream().map(c -> new NodeProcess(dist, c, spec.environment())).toList();
        this.clusterId = Command.script(dist, "kafka-storage.sh", "random-uuid").run().ok().strip();
        this.admin = Admin.create(client(ADMIN_SETTINGS));
    }

    /** Formats and starts a cluster of the distribution under test and waits until it is whole. */
    public static ProcessCluster start(ClusterSpec spec) {
        return start(spec, Distribution.underTest());
    }

    public static ProcessCluster start(ClusterSpec spec, Distribution dist) {
        var cluster = formatted(spec, dist);
        try {
            cluster.nodes.forEach(NodeProcess::start);
            cluster.awaitWhole();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.printLogTails();
            cluster.close();
            throw e;
        }
    }

    /** Formats the nodes and starts none. */
    public static ProcessCluster formatted(ClusterSpec spec, Distribution dist) {
        var cluster = laidOut(spec, dist);
        cluster.format();
        return cluster;
    }

    /** Formats the nodes of a cluster that was only {@link #laidOut}. */
    public void format() {
        switch (spec.quorum()) {
            case CONFIGURED, NAMED -> nodes.parallelStream().forEach(n -> n.format(clusterId));
            case INITIAL -> {
                String initial =
                        nodes.stream()
                                .filter(n -> n.config().isController())
                                .map(n -> n.config().initialController())
                                .collect(Collectors.joining(","));
                nodes.parallelStream()
                        .forEach(n -> n.format(clusterId, "--initial-controllers", initial));
            }
            case STANDALONE -> {
                NodeProcess first = nodes.getFirst();
                nodes.parallelStream()
                        .forEach(
                                n ->
                                        n.format(
                                                clusterId,
                                                n == first
                                                        ? "--standalone"
                                                        : "--no-initial-controllers"));
            }
        }
    }

    /** Deletes all that a node that does not run has on its disk. */
    public static void wipe(NodeProcess node) {
        if (node.alive()) {
            throw new IllegalStateException("node " + node.id() + " runs");
        }
        deleteTree(node.config().dataDir());
    }

    /** Only writes the nodes' server.properties. */
    public static ProcessCluster laidOut(ClusterSpec spec, Distribution dist) {
        Path dir = Path.of(System.getProperty("it.work", "target/clusters")).toAbsolutePath();
        Path home = dir.resolve(spec.name());
        deleteTree(home);
        var cluster = new ProcessCluster(spec, dist, NodeConfig.layOut(spec, home));
        open.add(cluster);
        return cluster;
    }

    /** Every cluster not yet closed, for whoever reports a failure. */
    public static List<ProcessCluster> allOpen() {
        return List.copyOf(open);
    }

    public Distribution distribution() {
        return dist;
    }

    public String clusterId() {
        return clusterId;
    }

    public List<NodeProcess> nodes() {
        return nodes;
    }

    public List<NodeProcess> brokers() {
        return nodes.stream().filter(n -> n.config().isBroker()).toList();
    }

    public NodeProcess node(int id) {
        return nodes.stream()
                .filter(n -> n.id() == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node " + id));
    }

    public String bootstrap() {
        return brokers().stream()
                .map(n -> n.config().kafkaAddress())
                .collect(Collectors.joining(","));
    }

    /** One administrator for the life of the cluster; it survives restarts of nodes. */
    public Admin admin() {
        return admin;
    }

    /** Client properties with this cluster's address, and {@code more}. */
    public Map<String, Object> client(Map<String, ?> more) {
        var p = new HashMap<String, Object>(more);
        p.put("bootstrap.servers", bootstrap());
        return p;
    }

    /** Waits until every broker answers and is part of the cluster. */
    public void awaitWhole() {
        awaitBrokers(spec.brokers());
    }

    /** Waits until the brokers that were started answer and the cluster counts {@code count}. */
    public void awaitBrokers(int count) {
        for (NodeProcess node : brokers().stream().filter(NodeProcess::started).toList()) {
            Await.until(
                    "node " + node.id() + " answers ApiVersions",
                    START_DEADLINE,
                    () -> {
                        checkAlive(node);
                        return ApiVersionsProbe.answers(
                                node.config().site().host(), node.config().kafkaPort());
                    });
        }
        Await.until(
                "describeCluster lists " + count + " brokers",
                START_DEADLINE,
                () -> admin.describeCluster().nodes().get().size() == count);
    }

    public void createTopic(String topic, int partitions, int replicas, Map<String, String> config)
            throws InterruptedException, ExecutionException {
        var created = new NewTopic(topic, partitions, (short) replicas).configs(config);
        admin.createTopics(List.of(created)).all().get();
        Await.until(
                "every partition of " + topic + " has a leader and " + replicas + " in sync",
                START_DEADLINE,
                () -> {
                    var found = partitions(topic);
                    return found.size() == partitions
                            && found.stream()
                                    .allMatch(
                                            p -> p.leader() != null && p.isr().size() == replicas);
                });
    }

    /** The partitions of a topic as some broker sees them; waits until that broker knows it. */
    public List<TopicPartitionInfo> partitions(String topic) {
        return Await.value(
                "description of topic " + topic,
                START_DEADLINE,
                () -> {
                    var described = admin.describeTopics(List.of(topic)).allTopicNames().get();
                    return Optional.ofNullable(described.get(topic)).map(t -> t.partitions());
                });
    }

    /** The leader of each partition that has one. */
    public Map<Integer, Integer> leaders(String topic) {
        var leaders = new HashMap<Integer, Integer>();
        for (TopicPartitionInfo p : partitions(topic)) {
            if (p.leader() != null && !p.leader().isEmpty()) {
                leaders.put(p.partition(), p.leader().id());
            }
        }
        return leaders;
    }

    public NodeProcess leader(TopicPartition partition) {
        return Await.value(
                "leader of " + partition,
                START_DEADLINE,
                () ->
                        Optional.ofNullable(leaders(partition.topic()).get(partition.partition()))
                                .map(this::node));
    }

    public void awaitInSync(String topic, int replicas, Duration deadline) {
        Await.until(
                "every partition of " + topic + " has " + replicas + " replicas in sync",
                deadline,
                () -> partitions(topic).stream().allMatch(p -> p.isr().size() == replicas));
    }

    /** The node that leads the metadata quorum. */
    public NodeProcess activeController() {
        return Await.value(
                "an active controller",
                START_DEADLINE,
                () -> {
                    int id = admin.describeMetadataQuorum().quorumInfo().get().leaderId();
                    return nodes.stream().filter(n -> n.id() == id).findFirst();
                });
    }

    /** kill -9 of every node, before any is waited for. */
    public void killAll() {
        nodes.stream().filter(NodeProcess::alive).forEach(NodeProcess::killNow);
        nodes.forEach(n -> n.waitForExit(Duration.ofSeconds(10)));
    }

    public void printLogTails() {
        nodes.forEach(n -> System.out.println(n.logTail()));
    }

    @Override
    public void close() {
        open.remove(this);
        nodes.forEach(NodeProcess::destroy);
        admin.close(Duration.ofSeconds(1));
    }

    private static void checkAlive(NodeProcess node) {
        if (!node.alive()) {
            // An Error, not an Exception: waiting longer cannot help.
            throw new AssertionError("node " + node.id() + " died at start\n" + node.logTail());
        }
    }

    private static void deleteTree(Path dir) {
        if (!Files.exists(dir)) {
            return;
        }
        try (var tree = Files.walk(dir)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + dir, e);
        }
    }
}
