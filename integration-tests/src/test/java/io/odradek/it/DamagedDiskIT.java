package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A disk gives back other bytes than were written: nobody is sent them, they are put right from
 * another replica, and the log says so.
 */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class DamagedDiskIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int RECORDS = 3_000;
    private static final TopicPartition AT = new TopicPartition("spool", 0);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final ProcessCluster cluster =
            ProcessCluster.start(
                    ClusterSpec.combined("damage", 3)
                            .with("log.scrub.interval.ms", "2000")
                            .with("log.scrub.bytes.per.second", "50000000"));

    @BeforeAll
    void write() throws Exception {
        System.out.println("flips drawn from " + seed);
        cluster.createTopic(AT.topic(), 1, 3, Map.of("segment.bytes", "1048576"));
        try (var producer =
                new KafkaProducer<>(
                        cluster.client(Map.of("batch.size", "8000", "acks", "all")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(AT.topic(), 0, null, value(i)));
            }
        }
        cluster.awaitInSync(AT.topic(), 3, SOON);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private static byte[] value(int i) {
        byte[] value = new byte[1000];
        new Random(i).nextBytes(value);
        return value;
    }

    private static List<Path> segments(NodeProcess node) throws IOException {
        try (Stream<Path> files = Files.list(node.config().dataDir().resolve("spool-0"))) {
            return files.filter(f -> f.toString().endsWith(".log")).sorted().toList();
        }
    }

    /** One bit, of a record or a header, anywhere in the file. */
    private void flip(Path file) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long at = random.nextLong(channel.size());
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 1 << random.nextInt(8)));
            channel.write(one.flip(), at);
            System.out.println("flipped a bit at " + at + " of " + file.getFileName());
        }
    }

    private static long repairs(NodeProcess node) throws IOException {
        try (Stream<String> lines = Files.lines(node.logFile())) {
            return lines.filter(l -> l.contains("Partition spool-0: repaired ")).count();
        }
    }

    /** Never a wrong byte, no error. */
    private void readAll() {
        var settings = cluster.client(Map.of("auto.offset.reset", "none"));
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(AT));
            consumer.seekToBeginning(List.of(AT));
            int next = 0;
            long deadline = System.nanoTime() + SOON.toNanos();
            while (next < RECORDS) {
                assertTrue(System.nanoTime() < deadline, "reading stalled at " + next);
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                    assertEquals(next, one.offset());
                    assertArrayEquals(value(next), one.value());
                    next++;
                }
            }
        }
    }

    private void damageWhileDown(NodeProcess node) throws Exception {
        assertEquals(143, node.stop(SOON), "SIGTERM");
        List<Path> files = segments(node);
        byte[] closed = Files.readAllBytes(files.getFirst());
        byte[] active = Files.readAllBytes(files.getLast());
        flip(files.getFirst());
        flip(files.getLast());
        long before = repairs(node);
        node.start();
        cluster.awaitInSync(AT.topic(), 3, SOON);
        readAll();
        Await.until("both are repaired", SOON, () -> repairs(node) >= before + 2);
        assertArrayEquals(closed, Files.readAllBytes(files.getFirst()));
        assertArrayEquals(active, Files.readAllBytes(files.getLast()));
        readAll();
    }

    @Test
    void aLeadersSegmentsAreRepairedBeforeAnybodyIsSentThem() throws Exception {
        // The preferred leader: it leads again as soon as it is back.
        NodeProcess leader =
                cluster.node(cluster.partitions("spool").getFirst().replicas().getFirst().id());
        damageWhileDown(leader);
        Await.until("it leads again", SOON, () -> cluster.leader(AT) == leader);
        readAll();
    }

    @Test
    void aFollowersSegmentsAreRepaired() throws Exception {
        damageWhileDown(follower());
    }

    private NodeProcess follower() {
        NodeProcess leader = cluster.leader(AT);
        return cluster.brokers().stream().filter(n -> n != leader).findFirst().orElseThrow();
    }

    @Test
    void aScrubFindsWhatNobodyReads() throws Exception {
        NodeProcess node = follower();
        Path file = segments(node).get(1);
        byte[] right = Files.readAllBytes(file);
        long before = repairs(node);
        flip(file);
        Await.until("it is repaired", SOON, () -> repairs(node) > before);
        assertArrayEquals(right, Files.readAllBytes(file));
    }
}
