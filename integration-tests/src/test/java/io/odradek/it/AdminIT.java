package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.ProcessCluster;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What Apache's AdminClient asks of a cluster. */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class AdminIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final ProcessCluster cluster = ProcessCluster.start(ClusterSpec.combined("admin", 3));
    private final Admin admin = cluster.admin();

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void clusterIsDescribedWithItsIdAndEveryBroker() throws Exception {
        var described = admin.describeCluster();
        assertEquals(cluster.clusterId(), described.clusterId().get());
        var ports =
                described.nodes().get().stream().collect(Collectors.toMap(Node::id, Node::port));
        var expected =
                cluster.brokers().stream()
                        .collect(Collectors.toMap(n -> n.id(), n -> n.config().kafkaPort()));
        assertEquals(expected, ports);
        assertTrue(ports.containsKey(described.controller().get().id()));
    }

    @Test
    void quorumHasThreeVotersAndALeaderAmongThem() throws Exception {
        var quorum = admin.describeMetadataQuorum().quorumInfo().get();
        assertEquals(3, quorum.voters().size());
        assertTrue(quorum.voters().stream().anyMatch(v -> v.replicaId() == quorum.leaderId()));
        assertTrue(quorum.highWatermark() > 0);
        quorum.voters().forEach(v -> assertTrue(v.logEndOffset() > 0, quorum::toString));
    }

    @Test
    void leadersAndReplicasAreSpreadEvenly() throws Exception {
        cluster.createTopic("spread", 9, 2, Map.of());
        var partitions = cluster.partitions("spread");
        var led =
                partitions.stream()
                        .collect(
                                Collectors.groupingBy(p -> p.leader().id(), Collectors.counting()));
        assertEquals(Map.of(1, 3L, 2, 3L, 3, 3L), led);
        var hosted =
                partitions.stream()
                        .flatMap(p -> p.replicas().stream())
                        .collect(Collectors.groupingBy(Node::id, Collectors.counting()));
        assertEquals(Map.of(1, 6L, 2, 6L, 3, 6L), hosted);
    }

    @Test
    void topicsAreCreatedWhereTheUserSays() throws Exception {
        var topic = new NewTopic("placed", Map.of(0, List.of(3, 1), 1, List.of(2, 3)));
        admin.createTopics(List.of(topic)).all().get();
        Await.until("placed is described", SOON, () -> cluster.leaders("placed").size() == 2);
        var replicas =
                cluster.partitions("placed").stream()
                        .map(p -> p.replicas().stream().map(Node::id).toList())
                        .toList();
        assertEquals(List.of(List.of(3, 1), List.of(2, 3)), replicas);
    }

    @Test
    void impossibleTopicsAreRefusedByName() throws Exception {
        cluster.createTopic("there", 1, 1, Map.of());
        refused(TopicExistsException.class, () -> create(new NewTopic("there", 1, (short) 1)));
        refused(
                InvalidReplicationFactorException.class,
                () -> create(new NewTopic("wide", 1, (short) 4)));
        refused(InvalidPartitionsException.class, () -> create(new NewTopic("none", 0, (short) 1)));
        refused(InvalidTopicException.class, () -> create(new NewTopic("a/b", 1, (short) 1)));
        refused(
                InvalidConfigurationException.class,
                () ->
                        create(
                                new NewTopic("odd", 1, (short) 1)
                                        .configs(Map.of("retention.ms", "soon"))));
        assertFalse(admin.listTopics().names().get().contains("odd"));
    }

    @Test
    void validateOnlyCreatesNothing() throws Exception {
        var result =
                admin.createTopics(
                        List.of(new NewTopic("thought", 5, (short) 3)),
                        new CreateTopicsOptions().validateOnly(true));
        assertEquals(5, result.numPartitions("thought").get());
        assertFalse(admin.listTopics().names().get().contains("thought"));
    }

    @Test
    void deletedTopicsAreGoneAndTheirNamesFree() throws Exception {
        cluster.createTopic("brief", 3, 3, Map.of());
        var id = admin.describeTopics(List.of("brief")).allTopicNames().get().get("brief");
        admin.deleteTopics(List.of("brief")).all().get();
        Await.until(
                "brief is gone", SOON, () -> !admin.listTopics().names().get().contains("brief"));
        refused(
                UnknownTopicOrPartitionException.class,
                () -> admin.deleteTopics(List.of("brief")).all().get());
        cluster.createTopic("brief", 1, 3, Map.of());
        var again = admin.describeTopics(List.of("brief")).allTopicNames().get().get("brief");
        assertFalse(
                Objects.requireNonNull(id)
                        .topicId()
                        .equals(Objects.requireNonNull(again).topicId()));
    }

    @Test
    void topicsAreDeletedById() throws Exception {
        cluster.createTopic("by-id", 1, 3, Map.of());
        var described = admin.describeTopics(List.of("by-id")).allTopicNames().get().get("by-id");
        var id = Objects.requireNonNull(described).topicId();
        admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all().get();
        Await.until(
                "by-id is gone", SOON, () -> !admin.listTopics().names().get().contains("by-id"));
    }

    @Test
    void partitionsGrowAndNeverShrink() throws Exception {
        cluster.createTopic("grows", 2, 3, Map.of());
        admin.createPartitions(Map.of("grows", NewPartitions.increaseTo(5))).all().get();
        Await.until("grows has 5 led partitions", SOON, () -> cluster.leaders("grows").size() == 5);
        refused(
                InvalidPartitionsException.class,
                () ->
                        admin.createPartitions(Map.of("grows", NewPartitions.increaseTo(4)))
                                .all()
                                .get());
    }

    @Test
    void topicsAreDescribedInPages() throws Exception {
        cluster.createTopic("page-a", 7, 1, Map.of());
        cluster.createTopic("page-b", 2, 1, Map.of());
        var described =
                admin.describeTopics(
                                TopicCollection.ofTopicNames(List.of("page-a", "page-b")),
                                new DescribeTopicsOptions().partitionSizeLimitPerResponse(3))
                        .allTopicNames()
                        .get();
        var a = Objects.requireNonNull(described.get("page-a"));
        assertEquals(
                IntStream.range(0, 7).boxed().toList(),
                a.partitions().stream().map(p -> p.partition()).toList());
        assertEquals(2, Objects.requireNonNull(described.get("page-b")).partitions().size());
    }

    @Test
    void topicConfigsKnowTheirSource() throws Exception {
        cluster.createTopic("set", 1, 3, Map.of("retention.ms", "1234567"));
        Config config = topicConfig("set");
        assertEntry(config, "retention.ms", "1234567", ConfigSource.DYNAMIC_TOPIC_CONFIG);
        assertEntry(config, "cleanup.policy", "delete", ConfigSource.DEFAULT_CONFIG);
        assertEntry(config, "segment.bytes", "1073741824", ConfigSource.DEFAULT_CONFIG);
    }

    @Test
    void topicConfigsAreSetAppendedAndDeleted() throws Exception {
        cluster.createTopic("altered", 1, 3, Map.of());
        alter("altered", "retention.ms", "7200000", OpType.SET);
        alter("altered", "cleanup.policy", "compact", OpType.APPEND);
        awaitConfig("altered", "retention.ms", "7200000");
        awaitConfig("altered", "cleanup.policy", "delete,compact");
        alter("altered", "cleanup.policy", "delete", OpType.SUBTRACT);
        awaitConfig("altered", "cleanup.policy", "compact");
        alter("altered", "retention.ms", "", OpType.DELETE);
        awaitConfig("altered", "retention.ms", "604800000");
        refused(
                InvalidConfigurationException.class,
                () -> alter("altered", "retention.ms", "a while", OpType.SET));
        refused(
                InvalidConfigurationException.class,
                () -> alter("altered", "no.such.key", "1", OpType.SET));
    }

    @Test
    void brokerConfigsAreDescribed() throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.BROKER, "2");
        var config =
                Objects.requireNonNull(
                        admin.describeConfigs(List.of(resource)).all().get().get(resource));
        assertEntry(config, "node.id", "2", ConfigSource.STATIC_BROKER_CONFIG);
        assertEntry(config, "num.partitions", "1", ConfigSource.DEFAULT_CONFIG);
        assertTrue(config.get("node.id").isReadOnly());
    }

    @Test
    void logDirsAreDescribedWithEveryReplica() throws Exception {
        cluster.createTopic("sized", 3, 3, Map.of());
        for (int broker = 1; broker <= 3; broker++) {
            int id = broker;
            Await.until(
                    "the log directory of broker " + id + " shows three replicas and the room left",
                    SOON,
                    () -> {
                        var dirs =
                                Objects.requireNonNull(
                                                admin.describeLogDirs(List.of(id))
                                                        .descriptions()
                                                        .get(id))
                                        .get();
                        assertEquals(
                                Set.of(cluster.node(id).config().dataDir().toString()),
                                dirs.keySet());
                        var dir = dirs.values().iterator().next();
                        var replicas = dir.replicaInfos().keySet();
                        return IntStream.range(0, 3)
                                        .mapToObj(p -> new TopicPartition("sized", p))
                                        .allMatch(replicas::contains)
                                && dir.usableBytes().orElse(0) > 0;
                    });
        }
    }

    private void create(NewTopic topic) throws InterruptedException, ExecutionException {
        admin.createTopics(List.of(topic)).all().get();
    }

    private Config topicConfig(String topic) throws InterruptedException, ExecutionException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Objects.requireNonNull(
                admin.describeConfigs(List.of(resource)).all().get().get(resource));
    }

    private void awaitConfig(String topic, String key, String value) {
        Await.until(
                key + " of " + topic + " is " + value,
                SOON,
                () -> topicConfig(topic).get(key).value().equals(value));
    }

    private void alter(String topic, String key, String value, OpType type)
            throws InterruptedException, ExecutionException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var op = new AlterConfigOp(new ConfigEntry(key, value), type);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(op))).all().get();
    }

    private static void assertEntry(Config config, String key, String value, ConfigSource source) {
        ConfigEntry entry = config.get(key);
        assertEquals(value, entry.value(), key);
        assertEquals(source, entry.source(), key);
    }

    private static void refused(Class<? extends Throwable> expected, Executable request) {
        var failure = assertThrows(ExecutionException.class, request);
        assertInstanceOf(expected, failure.getCause());
        assertTrue(!String.valueOf(failure.getCause().getMessage()).isBlank());
    }
}
