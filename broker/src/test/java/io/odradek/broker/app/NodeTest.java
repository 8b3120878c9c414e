package io.odradek.broker.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** One whole node, and Apache's own clients. */
@SuppressWarnings("NullAway") // Fields are set once before all tests.
final class NodeTest {
    @TempDir private static Path directory;
    private static Node node;
    private static String bootstrap;
    private static Admin admin;
    private static Map<String, String> properties;

    @BeforeAll
    static void start() throws Exception {
        TestNode.format(directory, TestNode.CLUSTER_ID, 1);
        properties = TestNode.properties(directory, TestNode.freePort());
        connect();
    }

    private static void connect() throws Exception {
        node = TestNode.start(properties);
        bootstrap = "127.0.0.1:" + node.kafkaPort("PLAINTEXT");
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    @AfterAll
    static void stop() {
        admin.close();
        node.close();
    }

    private static <T extends Throwable> void fails(Class<T> expected, Executable call) {
        ExecutionException failure = assertThrows(ExecutionException.class, call);
        assertInstanceOf(expected, failure.getCause());
    }

    @Test
    void describesTheClusterAndItsQuorum() throws Exception {
        assertEquals(TestNode.CLUSTER_ID, admin.describeCluster().clusterId().get());
        assertEquals(1, admin.describeCluster().nodes().get().size());
        assertEquals(1, admin.describeMetadataQuorum().quorumInfo().get().leaderId());
        assertEquals(
                33,
                admin.describeFeatures()
                        .featureMetadata()
                        .get()
                        .finalizedFeatures()
                        .get("metadata.version")
                        .maxVersionLevel());
    }

    @Test
    void aTopicIsThereAsSoonAsItsCreationIsAnswered() throws Exception {
        for (int i = 0; i < 20; i++) {
            String name = "at-once-" + i;
            admin.createTopics(List.of(new NewTopic(name, 3, (short) 1))).all().get();
            assertEquals(
                    3,
                    admin.describeTopics(List.of(name))
                            .allTopicNames()
                            .get()
                            .get(name)
                            .partitions()
                            .size());
            admin.deleteTopics(List.of(name)).all().get();
            fails(
                    UnknownTopicOrPartitionException.class,
                    () -> admin.describeTopics(List.of(name)).allTopicNames().get());
        }
    }

    @Test
    void whatCannotBeCreatedIsRefusedWithItsReason() throws Exception {
        admin.createTopics(List.of(new NewTopic("twice", 1, (short) 1))).all().get();
        fails(
                TopicExistsException.class,
                () -> admin.createTopics(List.of(new NewTopic("twice", 1, (short) 1))).all().get());
        fails(
                InvalidReplicationFactorException.class,
                () -> admin.createTopics(List.of(new NewTopic("three", 1, (short) 3))).all().get());
    }

    @Test
    void configsAreSetShownAndRemoved() throws Exception {
        admin.createTopics(List.of(new NewTopic("configured", 1, (short) 1))).all().get();
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "configured");
        ConfigEntry value = new ConfigEntry("segment.bytes", "2097152");
        admin.incrementalAlterConfigs(
                        Map.of(topic, List.of(new AlterConfigOp(value, AlterConfigOp.OpType.SET))))
                .all()
                .get();
        ConfigEntry shown = describe(topic).get("segment.bytes");
        assertEquals("2097152", shown.value());
        assertEquals(ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG, shown.source());
        assertEquals(2, shown.synonyms().size());
        admin.incrementalAlterConfigs(
                        Map.of(
                                topic,
                                List.of(new AlterConfigOp(value, AlterConfigOp.OpType.DELETE))))
                .all()
                .get();
        assertTrue(describe(topic).get("segment.bytes").isDefault());
        assertEquals(
                "1",
                describe(new ConfigResource(ConfigResource.Type.BROKER, "1"))
                        .get("node.id")
                        .value());
    }

    private static Map<String, ConfigEntry> describe(ConfigResource resource) throws Exception {
        return admin
                .describeConfigs(
                        List.of(resource),
                        new DescribeConfigsOptions()
                                .includeSynonyms(true)
                                .includeDocumentation(true))
                .all()
                .get()
                .get(resource)
                .entries()
                .stream()
                .collect(java.util.stream.Collectors.toMap(ConfigEntry::name, e -> e));
    }

    @Test
    void recordsAreWrittenAndReadBackAfterARestart() throws Exception {
        admin.createTopics(List.of(new NewTopic("records", 1, (short) 1))).all().get();
        admin.createPartitions(Map.of("records", NewPartitions.increaseTo(3))).all().get();
        int count = 3000;
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(new ProducerRecord<>("records", i % 3, null, "v" + i)));
            }
            for (Future<?> each : sent) {
                each.get();
            }
        }
        assertEquals(count, read("records", 3).size());
        admin.close();
        node.close();
        connect();
        List<String> again = read("records", 3);
        assertEquals(count, again.size());
        assertEquals(count, Set.copyOf(again).size());
    }

    private static KafkaProducer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> config = new java.util.HashMap<>(more);
        config.put("bootstrap.servers", bootstrap);
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(Map<String, Object> more) {
        Map<String, Object> config = new java.util.HashMap<>(more);
        config.put("bootstrap.servers", bootstrap);
        return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }

    private static List<String> read(String topic, int partitions) {
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new TopicPartition(topic, i));
        }
        try (KafkaConsumer<String, String> consumer = consumer(Map.of())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long end = consumer.endOffsets(all).values().stream().mapToLong(Long::longValue).sum();
            List<String> values = new ArrayList<>();
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (values.size() < end && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(500))) {
                    values.add(each.value());
                }
            }
            return values;
        }
    }

    @Test
    void aTopicComesToBeByWritingToIt() throws Exception {
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            assertEquals(0, producer.send(new ProducerRecord<>("by-writing", "x")).get().offset());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aGroupReadsCommitsAndIsFoundAgain(String protocol) throws Exception {
        String topic = "for-" + protocol;
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, "x")).get();
        }
        Map<String, Object> member =
                Map.of(
                        "group.id",
                        "g-" + protocol,
                        "group.protocol",
                        protocol,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        "false");
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer = consumer(member)) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                assertTrue(System.nanoTime() < deadline, "nothing was read");
            }
            consumer.commitSync();
        }
        try (KafkaConsumer<String, String> again = consumer(member)) {
            OffsetAndMetadata kept = again.committed(Set.of(partition)).get(partition);
            assertEquals(1, kept.offset());
        }
    }

    @Test
    void transactionsFailFast() {
        long start = System.nanoTime();
        try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", "t"))) {
            KafkaException refused = assertThrows(KafkaException.class, producer::initTransactions);
            assertTrue(
                    String.valueOf(refused.getMessage()).contains("not supported"),
                    refused.getMessage());
        }
        assertTrue(System.nanoTime() - start < 20_000_000_000L);
    }

    @Test
    void metricsAndHealthAreThere() throws Exception {
        assertEquals("ready\n", get("/health/ready").body());
        assertEquals(404, get("/health/other").statusCode());
        String metrics = get("/metrics").body();
        assertTrue(metrics.contains("kafka_network_requests_total{request=\"Metadata\"}"), metrics);
        assertTrue(metrics.contains("kafka_server_metadata_offset"));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + node.metricsPort().orElseThrow() + path);
            return client.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
