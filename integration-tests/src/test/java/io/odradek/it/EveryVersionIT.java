package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.ProcessCluster;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every version of the data path's requests, old clients' and new ones', asked of a running node
 * with real content: what a version cannot carry must not be in its answer.
 *
 * <p>Apache's classes of today end where 4.x does; what it dropped is asked by {@link
 * OldVersionsIT}.
 */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class EveryVersionIT {
    private static final String TOPIC = "versions";
    private static final int RECORDS = 10;

    private final ProcessCluster cluster =
            ProcessCluster.start(ClusterSpec.combined("every-version", 1));
    private Uuid topicId = Uuid.ZERO_UUID;

    private interface Call {
        void run(RawConnection connection, short version) throws Exception;
    }

    @BeforeAll
    void writeSomething() throws Exception {
        cluster.createTopic(TOPIC, 1, 1, Map.of());
        cluster.createTopic("produced", 1, 1, Map.of());
        topicId = id(TOPIC);
        try (var connection = connect()) {
            // A replica leads a moment after the metadata say so; real clients try again.
            Await.until(
                    "both replicas lead",
                    Duration.ofSeconds(10),
                    () ->
                            offset(connection, (short) 1, -1, TOPIC).errorCode() == 0
                                    && offset(connection, (short) 1, -1, "produced").errorCode()
                                            == 0);
            for (int i = 0; i < RECORDS; i++) {
                produce(connection, (short) 9, TOPIC);
            }
        }
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @TestFactory
    Stream<DynamicTest> produceAppends() {
        return versions(3, 13, (connection, version) -> produce(connection, version, "produced"));
    }

    @TestFactory
    Stream<DynamicTest> fetchReads() {
        return versions(4, 18, this::fetch);
    }

    @TestFactory
    Stream<DynamicTest> listOffsetsFindsBothEnds() {
        return versions(
                1,
                11,
                (connection, version) -> {
                    assertEquals(0, offset(connection, version, -2));
                    assertEquals(RECORDS, offset(connection, version, -1));
                    assertEquals(0, offset(connection, version, 1));
                    if (version >= 7) {
                        assertTrue(offset(connection, version, -3) >= 0);
                    }
                });
    }

    @TestFactory
    Stream<DynamicTest> offsetForLeaderEpochFindsTheEnd() {
        return versions(
                2,
                4,
                (connection, version) -> {
                    var partition =
                            new OffsetForLeaderPartition().setPartition(0).setLeaderEpoch(0);
                    var topic =
                            new OffsetForLeaderTopic()
                                    .setTopic(TOPIC)
                                    .setPartitions(List.of(partition));
                    var topics =
                            new OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection(
                                    List.of(topic).iterator());
                    var request = new OffsetForLeaderEpochRequestData().setTopics(topics);
                    var answer =
                            connection.call(
                                    version, request, new OffsetForLeaderEpochResponseData());
                    var found = answer.topics().find(TOPIC).partitions().getFirst();
                    assertEquals(0, found.errorCode());
                    assertEquals(RECORDS, found.endOffset());
                });
    }

    @TestFactory
    Stream<DynamicTest> metadataNamesTheLeader() {
        return versions(
                0,
                13,
                (connection, version) -> {
                    var topic = new MetadataRequestTopic().setName(TOPIC);
                    var request = new MetadataRequestData().setTopics(List.of(topic));
                    var answer = connection.call(version, request, new MetadataResponseData());
                    assertEquals(1, answer.brokers().size());
                    var found = answer.topics().find(TOPIC);
                    assertEquals(0, found.errorCode());
                    assertEquals(1, found.partitions().getFirst().leaderId());
                });
    }

    @TestFactory
    Stream<DynamicTest> initProducerIdGivesNewIds() {
        return versions(
                0,
                5,
                (connection, version) -> {
                    var request =
                            new InitProducerIdRequestData()
                                    .setTransactionalId(null)
                                    .setTransactionTimeoutMs(60_000);
                    var first = connection.call(version, request, new InitProducerIdResponseData());
                    var second =
                            connection.call(version, request, new InitProducerIdResponseData());
                    assertEquals(0, first.errorCode());
                    assertTrue(second.producerId() > first.producerId());
                });
    }

    @TestFactory
    Stream<DynamicTest> describeLogDirsShowsTheReplica() {
        return versions(
                1,
                5,
                (connection, version) -> {
                    var request = new DescribeLogDirsRequestData().setTopics(null);
                    var answer =
                            connection.call(version, request, new DescribeLogDirsResponseData());
                    assertTrue(
                            answer.results().getFirst().topics().stream()
                                    .anyMatch(t -> t.name().equals(TOPIC)));
                });
    }

    @TestFactory
    Stream<DynamicTest> describeQuorumNamesTheLeader() {
        return versions(
                0,
                2,
                (connection, version) -> {
                    var partition =
                            new DescribeQuorumRequestData.PartitionData().setPartitionIndex(0);
                    var topic =
                            new DescribeQuorumRequestData.TopicData()
                                    .setTopicName("__cluster_metadata")
                                    .setPartitions(List.of(partition));
                    var request = new DescribeQuorumRequestData().setTopics(List.of(topic));
                    var answer =
                            connection.call(version, request, new DescribeQuorumResponseData());
                    assertEquals(0, answer.errorCode(), answer::toString);
                    var found = answer.topics().getFirst().partitions().getFirst();
                    assertEquals(0, found.errorCode());
                    assertEquals(1, found.leaderId());
                });
    }

    private Stream<DynamicTest> versions(int first, int last, Call call) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(
                        v ->
                                DynamicTest.dynamicTest(
                                        "version " + v,
                                        () -> {
                                            try (var connection = connect()) {
                                                call.run(connection, (short) v);
                                            }
                                        }));
    }

    private void produce(RawConnection connection, short version, String name) throws Exception {
        byte[] value = ("version " + version).getBytes(StandardCharsets.UTF_8);
        var records = MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(1_000, value));
        var partition = new PartitionProduceData().setIndex(0).setRecords(records);
        var topic = new TopicProduceData().setPartitionData(List.of(partition));
        if (version >= 13) {
            topic.setTopicId(id(name));
        } else {
            topic.setName(name);
        }
        var topics = new ProduceRequestData.TopicProduceDataCollection(List.of(topic).iterator());
        var request =
                new ProduceRequestData()
                        .setAcks((short) -1)
                        .setTimeoutMs(5_000)
                        .setTopicData(topics);
        var answer = connection.call(version, request, new ProduceResponseData());
        var found = answer.responses().iterator().next().partitionResponses().getFirst();
        assertEquals(0, found.errorCode(), found::toString);
        assertTrue(found.baseOffset() >= 0);
    }

    private void fetch(RawConnection connection, short version) throws Exception {
        var partition = new FetchPartition().setPartition(0).setPartitionMaxBytes(1 << 20);
        var topic = new FetchTopic().setPartitions(List.of(partition));
        if (version >= 13) {
            topic.setTopicId(topicId);
        } else {
            topic.setTopic(TOPIC);
        }
        var request =
                new FetchRequestData()
                        .setMaxBytes(1 << 20)
                        .setMaxWaitMs(1_000)
                        .setMinBytes(1)
                        .setSessionId(0)
                        .setSessionEpoch(version >= 7 ? 0 : -1)
                        .setTopics(List.of(topic));
        var answer = connection.call(version, request, new FetchResponseData());
        assertEquals(0, answer.errorCode());
        var found = answer.responses().getFirst().partitions().getFirst();
        assertEquals(0, found.errorCode());
        assertEquals(RECORDS, found.highWatermark());
        var values = new ArrayList<String>();
        assertNotNull(found.records());
        ((MemoryRecords) found.records())
                .records()
                .forEach(r -> values.add(StandardCharsets.UTF_8.decode(r.value()).toString()));
        assertEquals(RECORDS, values.size());
        assertEquals("version 9", values.getFirst());
        assertEquals(version >= 7, answer.sessionId() != 0, "a session");
    }

    private static long offset(RawConnection connection, short version, long timestamp)
            throws Exception {
        var found = offset(connection, version, timestamp, TOPIC);
        assertEquals(0, found.errorCode());
        return found.offset();
    }

    private static ListOffsetsPartitionResponse offset(
            RawConnection connection, short version, long timestamp, String name) throws Exception {
        var partition = new ListOffsetsPartition().setPartitionIndex(0).setTimestamp(timestamp);
        var topic = new ListOffsetsTopic().setName(name).setPartitions(List.of(partition));
        var request = new ListOffsetsRequestData().setReplicaId(-1).setTopics(List.of(topic));
        var answer = connection.call(version, request, new ListOffsetsResponseData());
        return answer.topics().getFirst().partitions().getFirst();
    }

    private Uuid id(String topic) throws Exception {
        var described =
                cluster.admin().describeTopics(List.of(topic)).allTopicNames().get().get(topic);
        return Objects.requireNonNull(described).topicId();
    }

    private RawConnection connect() throws Exception {
        return new RawConnection(cluster.node(1).config().kafkaPort());
    }
}
