package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.message.FetchRequest;
import io.odradek.wire.message.FetchResponse;
import io.odradek.wire.message.ListOffsetsRequest;
import io.odradek.wire.message.ListOffsetsResponse;
import io.odradek.wire.message.OffsetForLeaderEpochRequest;
import io.odradek.wire.message.OffsetForLeaderEpochResponse;
import io.odradek.wire.message.ProduceRequest;
import io.odradek.wire.message.ProduceResponse;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Produce 0 to 2, Fetch 0 to 3 and their kin, with message sets that Apache's classes write. */
@Timeout(120)
final class OldClientsTest {
    private static final List<Compression> CODECS =
            List.of(
                    Compression.NONE,
                    Compression.gzip().build(),
                    Compression.snappy().build(),
                    Compression.lz4().build());

    @TempDir private Path directory;
    private @Nullable TestCluster started;
    private @Nullable WireClient connected;

    @BeforeEach
    void start() throws Exception {
        started = new TestCluster(directory, 1, Durability.PAGE_CACHE);
        connected = new WireClient(started.broker(1).port());
    }

    @AfterEach
    void stop() throws Exception {
        client().close();
        Objects.requireNonNull(started).close();
    }

    private WireClient client() {
        return Objects.requireNonNull(connected);
    }

    private UUID topic(String name, Map<String, String> configs) throws Exception {
        TestCluster cluster = Objects.requireNonNull(started);
        UUID id = cluster.createTopic(name, 1, List.of(1), configs);
        Eventually.holds(
                () -> cluster.broker(1).ask(new PartitionKey(id, 0), a -> true).isPresent(),
                () -> "not open");
        return id;
    }

    private static ByteBuffer set(int magic, Compression codec, List<String> values) {
        MemoryRecordsBuilder builder =
                MemoryRecords.builder(
                        ByteBuffer.allocate(1024),
                        (byte) magic,
                        codec,
                        magic == 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME,
                        0,
                        -1);
        for (String value : values) {
            builder.append(magic == 0 ? -1 : 1_000, null, utf8(value));
        }
        ByteBuffer built = builder.build().buffer();
        ByteBuffer copy = ByteBuffer.allocate(built.remaining());
        return copy.put(built).flip();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ProduceRequest produce(String topic, int acks, ByteBuffer records) {
        var data = new ProduceRequest.PartitionProduceData(0, new ByteRecords(records));
        return ProduceRequest.builder()
                .acks((short) acks)
                .timeoutMs(5_000)
                .topicData(
                        List.of(
                                ProduceRequest.TopicProduceData.builder()
                                        .name(topic)
                                        .partitionData(List.of(data))
                                        .build()))
                .build();
    }

    private ProduceResponse.PartitionProduceResponse send(
            int version, String topic, int acks, ByteBuffer records) throws IOException {
        return client().call(produce(topic, acks, records), version, ProduceResponse.class)
                .responses()
                .getFirst()
                .partitionResponses()
                .getFirst();
    }

    private FetchResponse.PartitionData fetch(int version, String topic, long offset, int bytesMax)
            throws IOException {
        FetchRequest request =
                FetchRequest.builder()
                        .replicaId(-1)
                        .maxWaitMs(1_000)
                        .minBytes(1)
                        .topics(
                                List.of(
                                        FetchRequest.FetchTopic.builder()
                                                .topic(topic)
                                                .partitions(
                                                        List.of(
                                                                FetchRequest.FetchPartition
                                                                        .builder()
                                                                        .partition(0)
                                                                        .fetchOffset(offset)
                                                                        .partitionMaxBytes(bytesMax)
                                                                        .build()))
                                                .build()))
                        .build();
        return client().call(request, version, FetchResponse.class)
                .responses()
                .getFirst()
                .partitions()
                .getFirst();
    }

    private static ByteBuffer bytes(FetchResponse.PartitionData data) {
        if (data.records() instanceof ByteRecords(var bytes)) {
            return bytes;
        }
        throw new AssertionError(data);
    }

    private static List<String> values(FetchResponse.PartitionData data, int magic, long from) {
        assertEquals(0, data.errorCode());
        List<String> values = new ArrayList<>();
        long[] next = {from};
        MemoryRecords.readableRecords(bytes(data))
                .batches()
                .forEach(
                        batch -> {
                            batch.ensureValid();
                            assertEquals(magic, batch.magic());
                            batch.forEach(
                                    r -> {
                                        assertEquals(next[0]++, r.offset());
                                        values.add(
                                                StandardCharsets.UTF_8
                                                        .decode(r.value())
                                                        .toString());
                                    });
                        });
        return values;
    }

    @Test
    void whatOldClientsWriteOldAndNewClientsRead() throws Exception {
        topic("spool", Map.of());
        List<String> all = new ArrayList<>();
        for (int version = 0; version <= 2; version++) {
            for (Compression codec : CODECS) {
                List<String> values = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    values.add("v" + version + " " + codec.type() + " " + i);
                }
                ByteBuffer records = set(version < 2 ? 0 : 1, codec, values);
                var answer = send(version, "spool", version % 2 == 0 ? -1 : 1, records);
                assertEquals(0, answer.errorCode());
                assertEquals(all.size(), answer.baseOffset());
                assertEquals(-1, answer.logAppendTimeMs());
                all.addAll(values);
            }
        }
        for (int version = 0; version <= 12; version++) {
            int magic = version < 2 ? 0 : version < 4 ? 1 : 2;
            assertEquals(all, values(fetch(version, "spool", 0, 1 << 20), magic, 0));
        }
        // From the middle of a batch, and with less room than one record takes.
        assertEquals(all.subList(77, all.size()), values(fetch(1, "spool", 77, 1 << 20), 0, 77));
        assertEquals(all.subList(77, 78), values(fetch(0, "spool", 77, 1), 0, 77));
        var some = fetch(3, "spool", 31, 500);
        assertTrue(bytes(some).remaining() <= 500);
        List<String> read = values(some, 1, 31);
        assertEquals(all.subList(31, 31 + read.size()), read);
        assertTrue(read.size() > 3);
        assertEquals(List.of(), values(fetch(0, "spool", all.size(), 1 << 20), 0, all.size()));
        assertEquals(
                ErrorCode.OFFSET_OUT_OF_RANGE.code(), fetch(0, "spool", 9_999, 100).errorCode());
        assertEquals(
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code(),
                fetch(0, "nowhere", 0, 100).errorCode());
    }

    @Test
    void oneConnectionsRequestsAreAppendedInTheirOrderHoweverLongEachTakes() throws Exception {
        topic("ordered", Map.of());
        for (int i = 0; i < 120; i++) {
            int version = i % 3;
            List<String> values = new ArrayList<>();
            for (int n = 0; n < (i % 5 == 0 ? 400 : 1); n++) {
                values.add("x".repeat(i % 7 == 0 ? 200 : 1));
            }
            ByteBuffer records = set(version < 2 ? 0 : 1, CODECS.get(i % 4), values);
            client().send(produce("ordered", 1, records), version);
        }
        long next = 0;
        for (int i = 0; i < 120; i++) {
            var answer = (ProduceResponse) client().receive(ApiKey.PRODUCE, i % 3);
            var found = answer.responses().getFirst().partitionResponses().getFirst();
            assertEquals(0, found.errorCode());
            assertEquals(next, found.baseOffset());
            next += i % 5 == 0 ? 400 : 1;
        }
    }

    @Test
    void theTopicsTimeReplacesTheirs() throws Exception {
        topic("stamped", Map.of("message.timestamp.type", "LogAppendTime"));
        var answer = send(2, "stamped", 1, set(1, CODECS.get(1), List.of("a", "b")));
        assertEquals(0, answer.errorCode());
        assertTrue(answer.logAppendTimeMs() > 1_000);
        var record =
                MemoryRecords.readableRecords(bytes(fetch(2, "stamped", 0, 1 << 20)))
                        .records()
                        .iterator()
                        .next();
        assertEquals(answer.logAppendTimeMs(), record.timestamp());
    }

    @Test
    void refusalsHaveTheCodesThatOldClientsKnow() throws Exception {
        topic("small", Map.of("max.message.bytes", "1000"));
        topic("compacted", Map.of("cleanup.policy", "compact"));
        ByteBuffer corrupt = set(1, Compression.NONE, List.of("value"));
        corrupt.put(corrupt.limit() - 1, (byte) 0);
        assertEquals(ErrorCode.CORRUPT_MESSAGE.code(), send(2, "small", 1, corrupt).errorCode());
        ByteBuffer large = set(0, Compression.NONE, List.of("x".repeat(2_000)));
        assertEquals(ErrorCode.MESSAGE_TOO_LARGE.code(), send(0, "small", 1, large).errorCode());
        for (Compression codec : CODECS) {
            ByteBuffer keyless = set(0, codec, List.of("no key"));
            assertEquals(
                    ErrorCode.CORRUPT_MESSAGE.code(), send(1, "compacted", 1, keyless).errorCode());
        }
        var nothing = send(0, "small", 1, ByteBuffer.allocate(0));
        assertEquals(0, nothing.errorCode());
        assertEquals(-1, nothing.baseOffset());
        // Many small ones are no large one.
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add("record " + i);
        }
        assertEquals(0, send(1, "small", 1, set(0, Compression.NONE, many)).errorCode());
        assertEquals(many, values(fetch(1, "small", 0, 1 << 20), 0, 0));
    }

    @Test
    void aFailureWithoutAnAnswerClosesTheConnection() throws Exception {
        topic("quiet", Map.of());
        client().send(produce("quiet", 0, set(0, CODECS.get(2), List.of("unanswered"))), 0);
        assertEquals(0, send(0, "quiet", 1, set(0, Compression.NONE, List.of("n"))).errorCode());
        assertEquals(List.of("unanswered", "n"), values(fetch(0, "quiet", 0, 1 << 20), 0, 0));
        client().send(produce("nowhere", 0, set(0, Compression.NONE, List.of("lost"))), 0);
        assertThrows(IOException.class, () -> client().receive(ApiKey.PRODUCE, 0));
    }

    @Test
    void zstdIsToldApartByVersion() throws Exception {
        topic("mixed", Map.of());
        topic("zstd", Map.of("compression.type", "zstd"));
        for (String topic : List.of("mixed", "zstd")) {
            ByteBuffer batch =
                    new BatchBuilder()
                            .compression(io.odradek.log.batch.Compression.ZSTD)
                            .add(1, null, ByteBuffer.wrap(utf8("packed")))
                            .build();
            assertEquals(
                    ErrorCode.UNSUPPORTED_COMPRESSION_TYPE.code(),
                    send(6, topic, 1, batch).errorCode());
            assertEquals(0, send(7, topic, 1, batch).errorCode());
            assertEquals(List.of("packed"), values(fetch(0, topic, 0, 1 << 20), 0, 0));
            assertEquals(List.of("packed"), values(fetch(3, topic, 0, 1 << 20), 1, 0));
            assertEquals(List.of("packed"), values(fetch(10, topic, 0, 1 << 20), 2, 0));
        }
        assertEquals(
                ErrorCode.UNSUPPORTED_COMPRESSION_TYPE.code(),
                fetch(9, "zstd", 0, 1 << 20).errorCode());
        assertEquals(List.of("packed"), values(fetch(9, "mixed", 0, 1 << 20), 2, 0));
    }

    @Test
    void offsetsAreListedInTheOldStyle() throws Exception {
        topic("listed", Map.of());
        assertEquals(List.of(0L), offsets("listed", -1, 1));
        for (int i = 0; i < 5; i++) {
            send(2, "listed", 1, set(1, Compression.NONE, List.of("v" + i)));
        }
        assertEquals(List.of(5L), offsets("listed", -1, 1));
        assertEquals(List.of(5L, 0L), offsets("listed", -1, 10));
        assertEquals(List.of(0L), offsets("listed", -2, 10));
        assertEquals(List.of(0L), offsets("listed", 1_000, 10));
        assertEquals(List.of(), offsets("listed", 999, 10));
        assertEquals(List.of(), offsets("listed", -1, 0));
    }

    private List<Long> offsets(String topic, long timestamp, int count) throws IOException {
        var request =
                ListOffsetsRequest.builder()
                        .replicaId(-1)
                        .topics(
                                List.of(
                                        new ListOffsetsRequest.ListOffsetsTopic(
                                                topic,
                                                List.of(
                                                        ListOffsetsRequest.ListOffsetsPartition
                                                                .builder()
                                                                .timestamp(timestamp)
                                                                .maxNumOffsets(count)
                                                                .build()))))
                        .build();
        var found =
                client().call(request, 0, ListOffsetsResponse.class)
                        .topics()
                        .getFirst()
                        .partitions()
                        .getFirst();
        assertEquals(0, found.errorCode());
        return found.oldStyleOffsets();
    }

    @Test
    void theEndOfAnEpochIsToldInEveryVersion() throws Exception {
        topic("epochs", Map.of());
        send(0, "epochs", 1, set(0, Compression.NONE, List.of("v")));
        for (int version = 0; version <= 1; version++) {
            var request =
                    OffsetForLeaderEpochRequest.builder()
                            .topics(
                                    List.of(
                                            new OffsetForLeaderEpochRequest.OffsetForLeaderTopic(
                                                    "epochs",
                                                    List.of(
                                                            OffsetForLeaderEpochRequest
                                                                    .OffsetForLeaderPartition
                                                                    .builder()
                                                                    .leaderEpoch(0)
                                                                    .build()))))
                            .build();
            var found =
                    client().call(request, version, OffsetForLeaderEpochResponse.class)
                            .topics()
                            .getFirst()
                            .partitions()
                            .getFirst();
            assertEquals(0, found.errorCode());
            assertEquals(1, found.endOffset());
        }
    }

    @Test
    void whatIsStoredIsFormat2() throws Exception {
        topic("stored", Map.of());
        send(0, "stored", 1, set(0, CODECS.get(3), List.of("a", "b")));
        var data = fetch(4, "stored", 0, 1 << 20);
        RecordBatchView view = new RecordBatchView().wrap(bytes(data), bytes(data).position());
        assertEquals(2, view.magic());
        assertEquals(io.odradek.log.batch.Compression.LZ4, view.compression());
        assertEquals(2, view.recordCount());
    }
}
