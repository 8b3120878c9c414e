package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.odradek.wire.message.ProduceRequest;
import io.odradek.wire.message.ProduceResponse;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

@Timeout(60)
class DataPathTest {
    private static final List<Integer> ALL = List.of(1, 2, 3);

    @TempDir private Path directory;
    private @Nullable TestCluster started;

    private void start(int size, Durability durability) throws Exception {
        started = new TestCluster(directory, size, durability);
    }

    private TestCluster cluster() {
        return Objects.requireNonNull(started);
    }

    @AfterEach
    void stop() {
        if (started != null) {
            started.close();
        }
    }

    private UUID topic(String name, int partitions, Map<String, String> configs) throws Exception {
        List<Integer> replicas = ALL.subList(0, cluster().image().brokers().size());
        UUID id = cluster().createTopic(name, partitions, replicas, configs);
        for (int broker : replicas) {
            for (int p = 0; p < partitions; p++) {
                PartitionKey key = new PartitionKey(id, p);
                Eventually.holds(
                        () -> cluster().broker(broker).ask(key, a -> true).isPresent(),
                        () -> "not open on " + broker);
            }
        }
        return id;
    }

    private static ByteBuffer batch(String... values) {
        BatchBuilder batch = new BatchBuilder();
        for (String value : values) {
            batch.add(1000, null, StandardCharsets.UTF_8.encode(value));
        }
        return batch.build();
    }

    private static ProduceRequest produce(UUID topic, int partition, int acks, ByteBuffer records) {
        return new ProduceRequest(
                null,
                (short) acks,
                5000,
                List.of(
                        new ProduceRequest.TopicProduceData(
                                "",
                                topic,
                                List.of(
                                        new ProduceRequest.PartitionProduceData(
                                                partition, new ByteRecords(records))))));
    }

    private static ProduceResponse.PartitionProduceResponse send(
            WireClient client, UUID topic, int partition, int acks, ByteBuffer records)
            throws Exception {
        return client.call(produce(topic, partition, acks, records), 13, ProduceResponse.class)
                .responses()
                .getFirst()
                .partitionResponses()
                .getFirst();
    }

    private static FetchRequest.Builder fetch(UUID topic, int partition, long offset) {
        return FetchRequest.builder()
                .replicaState(FetchRequest.ReplicaState.builder().replicaId(-1).build())
                .maxWaitMs(0)
                .minBytes(1)
                .maxBytes(10 << 20)
                .sessionId(0)
                .sessionEpoch(-1)
                .topics(
                        List.of(
                                new FetchRequest.FetchTopic(
                                        "",
                                        topic,
                                        List.of(
                                                FetchRequest.FetchPartition.builder()
                                                        .partition(partition)
                                                        .currentLeaderEpoch(-1)
                                                        .fetchOffset(offset)
                                                        .lastFetchedEpoch(-1)
                                                        .logStartOffset(-1)
                                                        .partitionMaxBytes(1 << 20)
                                                        .build()))));
    }

    private static FetchResponse.PartitionData fetched(WireClient client, FetchRequest request)
            throws Exception {
        return client.call(request, 17, FetchResponse.class)
                .responses()
                .getFirst()
                .partitions()
                .getFirst();
    }

    private static int records(FetchResponse.PartitionData data) {
        int count = 0;
        if (data.records() instanceof ByteRecords(var bytes)) {
            for (int at = bytes.position(); at < bytes.limit(); ) {
                RecordBatchView view = new RecordBatchView().wrap(bytes, at);
                count += view.recordCount();
                at += view.sizeInBytes();
            }
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource
    void anAckFromAllMeansThatEveryInSyncLogHasIt(Durability durability) throws Exception {
        start(3, durability);
        UUID id = topic("spool", 1, Map.of());
        try (WireClient client = new WireClient(cluster().broker(1).port())) {
            for (int i = 0; i < 50; i++) {
                var answer = send(client, id, 0, -1, batch("a" + i, "b" + i));
                assertEquals(0, answer.errorCode());
                assertEquals(2L * i, answer.baseOffset());
                long end = answer.baseOffset() + 2;
                for (int broker : ALL) {
                    long has =
                            cluster()
                                    .broker(broker)
                                    .ask(
                                            new PartitionKey(id, 0),
                                            a ->
                                                    durability == Durability.SYNC
                                                            ? a.log().flushedOffset()
                                                            : a.log().logEndOffset())
                                    .orElseThrow();
                    assertTrue(has >= end, "broker " + broker + " has " + has + " of " + end);
                }
            }
            assertEquals(100, records(fetched(client, fetch(id, 0, 0).build())));
        }
    }

    @Test
    void aRepeatedBatchIsAnsweredWithItsFirstOffset() throws Exception {
        start(1, Durability.SYNC);
        UUID id = topic("once", 1, Map.of());
        try (WireClient client = new WireClient(cluster().broker(1).port())) {
            for (int repeat = 0; repeat < 2; repeat++) {
                ByteBuffer batch =
                        new BatchBuilder()
                                .producer(7, (short) 0, 0)
                                .add(1, null, ByteBuffer.wrap(new byte[] {1}))
                                .build();
                var answer = send(client, id, 0, -1, batch);
                assertEquals(0, answer.errorCode());
                assertEquals(0, answer.baseOffset());
            }
            ByteBuffer gap =
                    new BatchBuilder()
                            .producer(7, (short) 0, 5)
                            .add(1, null, ByteBuffer.wrap(new byte[] {1}))
                            .build();
            assertEquals(
                    ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER.code(),
                    send(client, id, 0, -1, gap).errorCode());
        }
    }

    @Test
    void aSessionNamesOnlyWhatHasNews() throws Exception {
        start(1, Durability.SYNC);
        UUID id = topic("many", 8, Map.of());
        try (WireClient client = new WireClient(cluster().broker(1).port());
                WireClient producer = new WireClient(cluster().broker(1).port())) {
            FetchRequest.Builder request = fetch(id, 0, 0);
            List<FetchRequest.FetchPartition> partitions =
                    IntStream.range(0, 8)
                            .mapToObj(
                                    p ->
                                            FetchRequest.FetchPartition.builder()
                                                    .partition(p)
                                                    .currentLeaderEpoch(-1)
                                                    .lastFetchedEpoch(-1)
                                                    .partitionMaxBytes(1 << 20)
                                                    .build())
                            .toList();
            FetchResponse first =
                    client.call(
                            request.sessionEpoch(0)
                                    .topics(
                                            List.of(
                                                    new FetchRequest.FetchTopic(
                                                            "", id, partitions)))
                                    .build(),
                            17,
                            FetchResponse.class);
            assertEquals(8, first.responses().getFirst().partitions().size());
            assertTrue(first.sessionId() != 0);
            FetchRequest.Builder next =
                    FetchRequest.builder()
                            .maxWaitMs(5000)
                            .minBytes(1)
                            .maxBytes(10 << 20)
                            .sessionId(first.sessionId());
            client.send(next.sessionEpoch(1).build(), 17);
            assertEquals(0, send(producer, id, 3, 1, batch("x")).errorCode());
            long start = System.nanoTime();
            FetchResponse second = (FetchResponse) client.receive(ApiKey.FETCH, 17);
            assertTrue(System.nanoTime() - start < 2_000_000_000L, "the fetch was not woken");
            assertEquals(1, second.responses().getFirst().partitions().size());
            assertEquals(3, second.responses().getFirst().partitions().getFirst().partitionIndex());
            // Not taken: sent again.
            FetchResponse third =
                    client.call(next.sessionEpoch(2).build(), 17, FetchResponse.class);
            assertEquals(1, records(third.responses().getFirst().partitions().getFirst()));
            FetchResponse fourth =
                    client.call(
                            next.sessionEpoch(3)
                                    .maxWaitMs(50)
                                    .topics(fetch(id, 3, 1).build().topics())
                                    .build(),
                            17,
                            FetchResponse.class);
            assertEquals(List.of(), fourth.responses());
            FetchResponse wrong =
                    client.call(next.sessionEpoch(9).build(), 17, FetchResponse.class);
            assertEquals(ErrorCode.INVALID_FETCH_SESSION_EPOCH.code(), wrong.errorCode());
        }
    }

    @Test
    void fetchesOutsideTheLogOrOfAnotherEpochAreRefused() throws Exception {
        start(1, Durability.SYNC);
        UUID id = topic("edges", 1, Map.of());
        try (WireClient client = new WireClient(cluster().broker(1).port())) {
            assertEquals(0, send(client, id, 0, -1, batch("x")).errorCode());
            assertEquals(
                    ErrorCode.OFFSET_OUT_OF_RANGE.code(),
                    fetched(client, fetch(id, 0, 2).build()).errorCode());
            assertEquals(
                    ErrorCode.UNKNOWN_TOPIC_ID.code(),
                    fetched(client, fetch(new UUID(9, 9), 0, 0).build()).errorCode());
            cluster().lead(id, 0, -1);
            Eventually.holds(
                    () ->
                            fetched(client, fetch(id, 0, 0).build()).errorCode()
                                    == ErrorCode.NOT_LEADER_OR_FOLLOWER.code(),
                    () -> "still served");
        }
    }

    @Test
    void aNewLeaderServesWhatTheOldOneAcknowledged() throws Exception {
        start(3, Durability.SYNC);
        UUID id = topic("moves", 1, Map.of("min.insync.replicas", "2"));
        try (WireClient client = new WireClient(cluster().broker(1).port())) {
            for (int i = 0; i < 20; i++) {
                assertEquals(0, send(client, id, 0, -1, batch("v" + i)).errorCode());
            }
        }
        cluster().kill(1);
        long start = System.nanoTime();
        try (WireClient client = new WireClient(cluster().broker(2).port())) {
            Eventually.holds(
                    () -> send(client, id, 0, -1, batch("after")).errorCode() == 0,
                    () -> "the new leader does not take records");
            System.out.println("took over in " + (System.nanoTime() - start) / 1_000_000 + " ms");
            assertEquals(21, records(fetched(client, fetch(id, 0, 0).build())));
        }
        cluster().start(1);
        start = System.nanoTime();
        cluster().await(id, 0, p -> p.isr().size() == 3);
        System.out.println("rejoined in " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }

    @Test
    void recordsAreRefusedWhileTooFewAreInSync() throws Exception {
        start(3, Durability.SYNC);
        UUID id = topic("strict", 1, Map.of("min.insync.replicas", "3"));
        try (WireClient client = new WireClient(cluster().broker(1).port())) {
            assertEquals(0, send(client, id, 0, -1, batch("x")).errorCode());
            cluster().kill(3);
            Eventually.holds(
                    () ->
                            send(client, id, 0, -1, batch("y")).errorCode()
                                    == ErrorCode.NOT_ENOUGH_REPLICAS.code(),
                    () -> "still taken");
            assertEquals(0, send(client, id, 0, 1, batch("z")).errorCode());
            cluster().start(3);
            cluster().await(id, 0, p -> p.isr().size() == 3);
            Eventually.holds(
                    () -> send(client, id, 0, -1, batch("w")).errorCode() == 0,
                    () -> "not taken again");
        }
    }

    @Test
    void recordsThatNobodyAcknowledgedGiveWayToTheNewLeaders() throws Exception {
        start(3, Durability.SYNC);
        UUID id = topic("parts", 1, Map.of());
        try (WireClient client = new WireClient(cluster().broker(1).port())) {
            assertEquals(0, send(client, id, 0, -1, batch("shared")).errorCode());
            // Broker 1 is cut off: it goes on with acks=1 and nobody follows.
            cluster().kill(2);
            cluster().kill(3);
            cluster().await(id, 0, p -> p.isr().size() == 1);
            assertEquals(0, send(client, id, 0, 1, batch("alone", "alone")).errorCode());
        }
        cluster().kill(1);
        cluster().start(2);
        cluster().start(3);
        // An unclean choice: the others never had what broker 1 wrote last.
        cluster().electUnclean(id, 0, 2);
        cluster().start(1);
        PartitionKey key = new PartitionKey(id, 0);
        try (WireClient client = new WireClient(cluster().broker(2).port())) {
            Eventually.holds(
                    () -> {
                        var answer = send(client, id, 0, 1, batch("anew"));
                        return answer.errorCode() == 0;
                    },
                    () -> "broker 2 does not lead");
        }
        Eventually.holds(
                () -> {
                    Optional<Long> one = cluster().broker(1).ask(key, a -> a.log().logEndOffset());
                    return one.isPresent()
                            && one.equals(
                                    cluster().broker(2).ask(key, a -> a.log().logEndOffset()));
                },
                () -> "the logs stay apart");
    }

    @Test
    void offsetsAreListedByNameAndTime() throws Exception {
        start(1, Durability.SYNC);
        UUID id = topic("times", 1, Map.of());
        try (WireClient client = new WireClient(cluster().broker(1).port())) {
            for (int i = 0; i < 5; i++) {
                ByteBuffer batch =
                        new BatchBuilder()
                                .add(1000 + 10 * i, null, ByteBuffer.wrap(new byte[] {1}))
                                .build();
                assertEquals(0, send(client, id, 0, -1, batch).errorCode());
            }
            assertEquals(0, offset(client, -2));
            assertEquals(5, offset(client, -1));
            assertEquals(4, offset(client, -3));
            assertEquals(3, offset(client, 1025));
            assertEquals(-1, offset(client, 2000));
        }
    }

    private static long offset(WireClient client, long timestamp) throws Exception {
        return client.call(
                        new ListOffsetsRequest(
                                -1,
                                (byte) 0,
                                List.of(
                                        new ListOffsetsRequest.ListOffsetsTopic(
                                                "times",
                                                List.of(
                                                        ListOffsetsRequest.ListOffsetsPartition
                                                                .builder()
                                                                .partitionIndex(0)
                                                                .currentLeaderEpoch(-1)
                                                                .timestamp(timestamp)
                                                                .build()))),
                                0),
                        9,
                        ListOffsetsResponse.class)
                .topics()
                .getFirst()
                .partitions()
                .getFirst()
                .offset();
    }

    @Test
    void aDeletedTopicLeavesNoFilesAndItsNameStartsAnew() throws Exception {
        start(1, Durability.SYNC);
        UUID old = topic("again", 1, Map.of());
        try (WireClient client = new WireClient(cluster().broker(1).port())) {
            assertEquals(0, send(client, old, 0, -1, batch("x")).errorCode());
            cluster().deleteTopic(old);
            UUID anew = topic("again", 1, Map.of());
            assertEquals(0, send(client, anew, 0, -1, batch("y")).baseOffset());
        }
        Path broker = directory.resolve("broker-1");
        Eventually.holds(
                () -> {
                    try (var entries = Files.list(broker)) {
                        return entries.noneMatch(p -> p.toString().endsWith("-delete"));
                    }
                },
                () -> "something is left of the deleted topic");
    }

    @Test
    void whatWasAcknowledgedIsThereAfterEveryBrokerStoppedAndStarted() throws Exception {
        start(3, Durability.SYNC);
        UUID id = topic("stays", 4, Map.of());
        for (int p = 0; p < 4; p++) {
            try (WireClient client =
                    new WireClient(cluster().broker(cluster().partition(id, p).leader()).port())) {
                assertEquals(0, send(client, id, p, -1, batch("p" + p)).errorCode());
            }
        }
        for (int broker : ALL) {
            cluster().stop(broker);
        }
        for (int broker : ALL) {
            cluster().start(broker);
        }
        int last = ALL.getLast();
        for (int p = 0; p < 4; p++) {
            cluster().lead(id, p, last);
            int partition = p;
            try (WireClient client = new WireClient(cluster().broker(last).port())) {
                Eventually.holds(
                        () -> records(fetched(client, fetch(id, partition, 0).build())) == 1,
                        () -> "not there");
            }
        }
    }

    @Test
    void aDirectoryThatNoMetadataExplainsIsSetAsideAndNotDeleted() throws Exception {
        start(1, Durability.SYNC);
        UUID id = topic("lost", 1, Map.of());
        try (WireClient client = new WireClient(cluster().broker(1).port())) {
            assertEquals(0, send(client, id, 0, -1, batch("precious")).errorCode());
        }
        cluster().stop(1);
        cluster().deleteTopic(id);
        cluster().start(1);
        Path broker = directory.resolve("broker-1");
        Eventually.holds(
                () -> {
                    try (var entries = Files.list(broker)) {
                        return entries.anyMatch(p -> p.toString().endsWith("-stray"));
                    }
                },
                () -> "nothing was set aside");
        try (var files = Files.walk(broker)) {
            assertTrue(
                    files.anyMatch(p -> p.toString().endsWith(".log") && p.toFile().length() > 0));
        }
    }
}
