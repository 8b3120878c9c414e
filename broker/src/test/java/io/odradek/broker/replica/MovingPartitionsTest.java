package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.message.ProduceRequest;
import io.odradek.wire.message.ProduceResponse;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Replicas that come and go: their logs do, too, and never one for the other. */
@Timeout(60)
class MovingPartitionsTest {
    @TempDir private Path directory;
    private @Nullable TestCluster started;

    private void start(int size) throws Exception {
        started = new TestCluster(directory, size, Durability.SYNC);
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

    private static short send(WireClient client, UUID topic, String value) throws Exception {
        ProduceRequest request =
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
                                                        new ByteRecords(
                                                                new BatchBuilder()
                                                                        .add(
                                                                                1000,
                                                                                null,
                                                                                StandardCharsets
                                                                                        .UTF_8
                                                                                        .encode(
                                                                                                value))
                                                                        .build()))))));
        return client.call(request, 13, ProduceResponse.class)
                .responses()
                .getFirst()
                .partitionResponses()
                .getFirst()
                .errorCode();
    }

    private void produce(UUID topic, String value) throws Exception {
        Eventually.holds(
                () -> {
                    int leader = cluster().partition(topic, 0).leader();
                    try (WireClient client = new WireClient(cluster().broker(leader).port())) {
                        return send(client, topic, value) == 0;
                    }
                },
                () -> "not taken");
    }

    private long logEnd(int broker, UUID topic) throws Exception {
        return cluster()
                .broker(broker)
                .ask(new PartitionKey(topic, 0), a -> a.log().logEndOffset())
                .orElse(-1L);
    }

    private Path log(int broker, String topic) {
        return directory.resolve("broker-" + broker).resolve(topic + "-0");
    }

    @Test
    void aNewReplicaFetchesAllAndOneThatLeavesDeletesItsLog() throws Exception {
        start(3);
        UUID id = cluster().createTopic("moves", 1, List.of(1, 2), Map.of());
        for (int i = 0; i < 10; i++) {
            produce(id, "v" + i);
        }
        cluster().place(id, 0, List.of(3, 1, 2));
        cluster().await(id, 0, p -> p.isr().containsAll(List.of(1, 2, 3)));
        assertEquals(10, logEnd(3, id));
        cluster().place(id, 0, List.of(3));
        Eventually.holds(
                () -> Files.notExists(log(1, "moves")) && Files.notExists(log(2, "moves")),
                () -> "a log is left");
        produce(id, "after");
        assertEquals(11, logEnd(3, id));
        assertTrue(Files.exists(log(3, "moves")));
    }

    /** Deleting takes a while; what is opened anew must be neither the old log nor deleted. */
    @Test
    void aReplicaThatLeavesAndComesBackAtOnceBeginsWithAnEmptyLog() throws Exception {
        start(2);
        UUID id = cluster().createTopic("hops", 1, List.of(1, 2), Map.of());
        for (int round = 0; round < 20; round++) {
            produce(id, "v" + round);
            cluster().place(id, 0, List.of(1));
            cluster().place(id, 0, List.of(1, 2));
            cluster().await(id, 0, p -> p.isr().size() == 2);
            assertEquals(round + 1, logEnd(2, id));
            assertTrue(Files.exists(log(2, "hops")));
        }
    }

    @Test
    void aTopicOfTheSameNameIsNotTheOneThatWasDeletedHoweverSoonItComes() throws Exception {
        start(2);
        for (int round = 0; round < 20; round++) {
            UUID id = cluster().createTopic("again", 1, List.of(1, 2), Map.of());
            for (int i = 0; i < 3; i++) {
                produce(id, "round " + round);
            }
            assertEquals(3, logEnd(1, id));
            if (round < 19) {
                cluster().deleteTopic(id);
            }
        }
        for (int broker = 1; broker <= 2; broker++) {
            Path path = directory.resolve("broker-" + broker);
            Eventually.holds(
                    () -> {
                        try (var entries = Files.list(path)) {
                            return entries.filter(
                                                    p ->
                                                            p.getFileName()
                                                                    .toString()
                                                                    .startsWith("again"))
                                            .count()
                                    == 1;
                        }
                    },
                    () -> "something is left of the deleted topics");
        }
    }
}
