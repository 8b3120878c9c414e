package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.message.DeleteRecordsRequest;
import io.odradek.wire.message.DeleteRecordsRequest.DeleteRecordsPartition;
import io.odradek.wire.message.DeleteRecordsRequest.DeleteRecordsTopic;
import io.odradek.wire.message.DeleteRecordsResponse;
import io.odradek.wire.message.DeleteRecordsResponse.DeleteRecordsPartitionResult;
import io.odradek.wire.message.ProduceRequest;
import io.odradek.wire.message.ProduceResponse;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

@Timeout(60)
class DeleteRecordsTest {
    @TempDir private Path directory;
    private @Nullable TestCluster started;

    @AfterEach
    void stop() {
        if (started != null) {
            started.close();
        }
    }

    private UUID topic(int brokers, Map<String, String> configs) throws Exception {
        started = new TestCluster(directory, brokers, Durability.SYNC);
        List<Integer> replicas = List.of(1, 2, 3).subList(0, brokers);
        UUID id = started.createTopic("spool", 1, replicas, configs);
        for (int broker : replicas) {
            Eventually.holds(() -> logStart(broker, id) == 0, () -> "not open on broker " + broker);
        }
        return id;
    }

    private TestCluster cluster() {
        return Objects.requireNonNull(started);
    }

    private long logStart(int broker, UUID topic) throws Exception {
        return cluster()
                .broker(broker)
                .ask(new PartitionKey(topic, 0), a -> a.log().logStartOffset())
                .orElse(-1L);
    }

    private static void produce(WireClient client, UUID topic, int records) throws Exception {
        BatchBuilder batch = new BatchBuilder();
        for (int i = 0; i < records; i++) {
            batch.add(1000, null, ByteBuffer.wrap(new byte[10]));
        }
        var answer =
                client.call(
                        new ProduceRequest(
                                null,
                                (short) -1,
                                5000,
                                List.of(
                                        new ProduceRequest.TopicProduceData(
                                                "",
                                                topic,
                                                List.of(
                                                        new ProduceRequest.PartitionProduceData(
                                                                0,
                                                                new ByteRecords(batch.build())))))),
                        13,
                        ProduceResponse.class);
        assertEquals(0, answer.responses().getFirst().partitionResponses().getFirst().errorCode());
    }

    private static DeleteRecordsPartitionResult delete(
            WireClient client, String topic, int partition, long before) throws Exception {
        return client.call(
                        new DeleteRecordsRequest(
                                List.of(
                                        new DeleteRecordsTopic(
                                                topic,
                                                List.of(
                                                        new DeleteRecordsPartition(
                                                                partition, before)))),
                                10_000),
                        2,
                        DeleteRecordsResponse.class)
                .topics()
                .getFirst()
                .partitions()
                .getFirst();
    }

    @Test
    void theAnswerComesWhenEveryInSyncReplicaHasLetTheRecordsGo() throws Exception {
        UUID id = topic(3, Map.of());
        try (WireClient client = new WireClient(cluster().broker(1).port())) {
            produce(client, id, 20);
            produce(client, id, 20);
            for (long before : new long[] {7, 25, 25, 3}) {
                DeleteRecordsPartitionResult result = delete(client, "spool", 0, before);
                assertEquals(0, result.errorCode());
                long start = Math.max(before, before == 3 ? 25 : 0);
                assertEquals(start, result.lowWatermark());
                for (int broker : List.of(1, 2, 3)) {
                    assertEquals(start, logStart(broker, id), "on broker " + broker);
                }
            }
            assertEquals(40, delete(client, "spool", 0, -1).lowWatermark());
        }
    }

    @Test
    void aLogKeepsItsStartOverARestart() throws Exception {
        UUID id = topic(1, Map.of());
        try (WireClient client = new WireClient(cluster().broker(1).port())) {
            produce(client, id, 10);
            assertEquals(4, delete(client, "spool", 0, 4).lowWatermark());
        }
        cluster().stop(1);
        var unused = cluster().start(1);
        Eventually.holds(() -> logStart(1, id) == 4, () -> "the log starts elsewhere");
    }

    @Test
    void whatCannotBeDeletedIsSaidSo() throws Exception {
        UUID id = topic(1, Map.of());
        var unused =
                cluster().createTopic("state", 1, List.of(1), Map.of("cleanup.policy", "compact"));
        try (WireClient client = new WireClient(cluster().broker(1).port())) {
            produce(client, id, 10);
            assertEquals(
                    ErrorCode.OFFSET_OUT_OF_RANGE.code(),
                    delete(client, "spool", 0, 11).errorCode());
            assertEquals(
                    ErrorCode.OFFSET_OUT_OF_RANGE.code(),
                    delete(client, "spool", 0, -2).errorCode());
            assertEquals(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code(),
                    delete(client, "spool", 1, 0).errorCode());
            assertEquals(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code(),
                    delete(client, "none", 0, 0).errorCode());
            assertEquals(
                    ErrorCode.POLICY_VIOLATION.code(), delete(client, "state", 0, 0).errorCode());
        }
    }
}
