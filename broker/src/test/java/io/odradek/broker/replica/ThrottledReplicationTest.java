package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.message.ProduceRequest;
import io.odradek.wire.message.ProduceResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/** A new replica is copied no faster than either quota says, and nobody else waits (KIP-73). */
@Timeout(60)
final class ThrottledReplicationTest {
    private static final int BATCHES = 80;
    private static final int BATCH_BYTES = 50_000;
    private static final long RATE = 400_000;

    /** A tenth of a second's worth in each shard, a batch, and time until it is looked at. */
    private static final long SLACK = 200_000;

    @TempDir private Path directory;
    private TestCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new TestCluster(directory, 3, Durability.SYNC);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static void send(WireClient client, UUID topic, int bytes) throws Exception {
        Eventually.holds(() -> isTaken(client, topic, bytes), () -> "not taken");
    }

    private static boolean isTaken(WireClient client, UUID topic, int bytes) throws Exception {
        byte[] value = new byte[bytes];
        new SplittableRandom(bytes).nextBytes(value);
        var records =
                new ByteRecords(new BatchBuilder().add(1000, null, ByteBuffer.wrap(value)).build());
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
                                                        0, records)))));
        return client.call(request, 13, ProduceResponse.class)
                        .responses()
                        .getFirst()
                        .partitionResponses()
                        .getFirst()
                        .errorCode()
                == 0;
    }

    private long copied(UUID topic) throws Exception {
        return cluster.broker(3)
                        .ask(new PartitionKey(topic, 0), a -> a.log().logEndOffset())
                        .orElse(0L)
                * BATCH_BYTES;
    }

    @ParameterizedTest
    @CsvSource({
        "leader.replication.throttled, 0:1, 1",
        "follower.replication.throttled, 0:3, 3",
        "follower.replication.throttled, *, 3"
    })
    void aNewReplicaIsCopiedAsFastAsTheQuotaSays(String quota, String replicas, int broker)
            throws Exception {
        UUID other = cluster.createTopic("other", 1, List.of(1, 2, 3), Map.of());
        UUID moving =
                cluster.createTopic(
                        "moving", 1, List.of(1, 2), Map.of(quota + ".replicas", replicas));
        try (WireClient client = new WireClient(cluster.broker(1).port())) {
            send(client, other, 100);
            for (int i = 0; i < BATCHES; i++) {
                send(client, moving, BATCH_BYTES);
            }
            long begun = System.nanoTime();
            // Only now: a quota that nobody uses saves up for one window.
            cluster.configureBroker(broker, quota + ".rate", Long.toString(RATE));
            cluster.place(moving, 0, List.of(1, 2, 3));
            long seconds = 2;
            long longestNanos = 0;
            long elapsed = 0;
            while (elapsed < seconds * 1_000_000_000) {
                long sent = System.nanoTime();
                send(client, other, 100);
                elapsed = System.nanoTime() - begun;
                longestNanos = Math.max(longestNanos, System.nanoTime() - sent);
                long allowed = RATE * elapsed / 1_000_000_000 + SLACK;
                long copied = copied(moving);
                assertTrue(copied <= allowed, () -> copied + " bytes were copied, not " + allowed);
            }
            assertTrue(longestNanos < 1_900_000_000, "another partition waited");
            long copied = copied(moving);
            assertTrue(copied > RATE * seconds / 4, () -> "only " + copied + " were copied");
            assertTrue(
                    Math.max(
                                    cluster.broker(broker).replicas().leaderThrottledRate(),
                                    cluster.broker(broker).replicas().followerThrottledRate())
                            > RATE / 2.0);
            // Without the quota it comes at once.
            cluster.configureBroker(broker, quota + ".rate", Long.toString(Long.MAX_VALUE));
            long raised = System.nanoTime();
            cluster.await(moving, 0, p -> p.isr().size() == 3);
            assertTrue(System.nanoTime() - raised < 4_000_000_000L, "it went on slowly");
            assertEquals((long) BATCHES * BATCH_BYTES, copied(moving));
        }
    }

    @ParameterizedTest
    @CsvSource({"leader.replication.throttled, 1", "follower.replication.throttled, 2"})
    void aFollowerInSyncIsNeverHeldBack(String quota, int broker) throws Exception {
        cluster.configureBroker(broker, quota + ".rate", "10");
        UUID topic =
                cluster.createTopic("insync", 1, List.of(1, 2), Map.of(quota + ".replicas", "*"));
        try (WireClient client = new WireClient(cluster.broker(1).port())) {
            for (int i = 0; i < 20; i++) {
                send(client, topic, BATCH_BYTES);
            }
        }
        assertEquals(2, cluster.partition(topic, 0).isr().size());
    }
}
