package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.message.ProduceRequest;
import io.odradek.wire.message.ProduceResponse;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A log that recovery refuses is copied anew from the leader, once nothing counts on it. */
final class DamagedLogTest {
    private static final int BATCHES = 20;

    @TempDir private Path directory;
    private @Nullable TestCluster started;

    @AfterEach
    void stop() {
        if (started != null) {
            started.close();
        }
    }

    private static void produce(WireClient client, UUID topic) throws Exception {
        ByteBuffer batch =
                new BatchBuilder().add(1000, null, ByteBuffer.wrap(new byte[100])).build();
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
                                                                0, new ByteRecords(batch)))))),
                        13,
                        ProduceResponse.class);
        assertEquals(0, answer.responses().getFirst().partitionResponses().getFirst().errorCode());
    }

    private static long end(TestCluster cluster, int broker, UUID topic) throws Exception {
        return cluster.broker(broker)
                .ask(new PartitionKey(topic, 0), a -> a.log().logEndOffset())
                .orElse(-1L);
    }

    private static void flipInTheMiddle(Path log) throws Exception {
        try (FileChannel file =
                FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            long middle = file.size() / 2;
            file.read(one, middle);
            one.put(0, (byte) (one.get(0) ^ 4));
            file.write(one.flip(), middle);
        }
    }

    private long setAside() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("broker-2"))) {
            return files.filter(f -> f.toString().endsWith("-stray")).count();
        }
    }

    @Test
    void aDamagedFollowerIsCopiedAnew() throws Exception {
        TestCluster cluster = new TestCluster(directory, 2, Durability.SYNC);
        started = cluster;
        UUID topic = cluster.createTopic("spool", 1, List.of(1, 2), Map.of());
        Eventually.holds(
                () -> end(cluster, 1, topic) == 0 && end(cluster, 2, topic) == 0, () -> "not open");
        try (WireClient client = new WireClient(cluster.broker(1).port())) {
            for (int i = 0; i < BATCHES; i++) {
                produce(client, topic);
            }
        }
        Eventually.holds(() -> end(cluster, 2, topic) == BATCHES, () -> "not replicated");
        cluster.kill(2);
        flipInTheMiddle(
                directory
                        .resolve("broker-2")
                        .resolve("spool-0")
                        .resolve("00000000000000000000.log"));
        cluster.start(2);
        Eventually.holds(() -> end(cluster, 2, topic) == BATCHES, () -> "the copy was not made");
        assertEquals(1, setAside());
    }
}
