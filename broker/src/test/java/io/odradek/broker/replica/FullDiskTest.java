package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.wire.codec.ByteRecords;
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

/** Nobody has to restart a broker because its disk was full for a while. */
@Timeout(60)
class FullDiskTest {
    @TempDir private Path directory;
    private @Nullable TestCluster started;

    @AfterEach
    void stop() {
        if (started != null) {
            started.close();
        }
    }

    private TestCluster cluster() {
        return Objects.requireNonNull(started);
    }

    private long end(int broker, UUID topic) throws Exception {
        return cluster()
                .broker(broker)
                .ask(new PartitionKey(topic, 0), a -> a.log().logEndOffset())
                .orElse(-1L);
    }

    private long watermark(int broker, UUID topic) throws Exception {
        return cluster()
                .broker(broker)
                .ask(new PartitionKey(topic, 0), a -> a.replica().highWatermark())
                .orElse(-1L);
    }

    private static void produce(WireClient client, UUID topic) throws Exception {
        BatchBuilder batch = new BatchBuilder();
        batch.add(1000, null, ByteBuffer.wrap(new byte[10]));
        var answer =
                client.call(
                        new ProduceRequest(
                                null,
                                (short) 1,
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

    @Test
    void aFollowerGoesOnOnceThereIsRoom() throws Exception {
        started = new TestCluster(directory, 2, Durability.SYNC);
        UUID topic = started.createTopic("spool", 1, List.of(1, 2), Map.of());
        Eventually.holds(() -> end(1, topic) == 0 && end(2, topic) == 0, () -> "not open");
        FillingDisk filled = started.broker(2).disk();
        filled.full(true);
        try (WireClient client = new WireClient(started.broker(1).port())) {
            produce(client, topic);
        }
        Eventually.holds(() -> filled.refused() > 0, () -> "broker 2 never tried to write");
        filled.full(false);
        Eventually.holds(
                () -> end(2, topic) == 1 && watermark(1, topic) == 1,
                () -> "broker 2 did not catch up");
    }

    @Test
    void aPartitionThatCouldNotBeCreatedIsOnceThereIsRoom() throws Exception {
        started = new TestCluster(directory, 1, Durability.SYNC);
        FillingDisk filled = started.broker(1).disk();
        filled.full(true);
        UUID topic = started.createTopic("spool", 1, List.of(1), Map.of());
        Eventually.holds(() -> filled.refused() > 0, () -> "nothing was written");
        filled.full(false);
        Eventually.holds(() -> end(1, topic) == 0, () -> "it stays offline");
    }
}
