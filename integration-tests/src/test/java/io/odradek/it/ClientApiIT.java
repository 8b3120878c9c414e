package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.oracle.TopicReader;
import io.odradek.log.batch.RecordBatchView;

import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What Apache's producer and consumer ask of a cluster. */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ClientApiIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ProcessCluster cluster = ProcessCluster.start(ClusterSpec.combined("clients", 3));

    @AfterAll
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void recordsComeBackAsTheyWereWritten(String codec) throws Exception {
        String topic = "codec-" + codec;
        cluster.createTopic(topic, 2, 3, Map.of());
        recordsComeBack(topic, codec);
    }

    @ParameterizedTest
    @CsvSource({
        "none, gzip, 1",
        "gzip, snappy, 2",
        "zstd, lz4, 3",
        "lz4, zstd, 4",
        "snappy, uncompressed, 0"
    })
    void aTopicsCodecReplacesTheProducers(String sent, String stored, int id) throws Exception {
        String topic = sent + "-to-" + stored;
        cluster.createTopic(topic, 2, 3, Map.of("compression.type", stored));
        recordsComeBack(topic, sent);
        for (int p = 0; p < 2; p++) {
            Path segment =
                    cluster.node(1)
                            .config()
                            .dataDir()
                            .resolve(topic + "-" + p)
                            .resolve("00000000000000000000.log");
            Await.until("a follower has it", PATIENCE, () -> Files.size(segment) > 61);
            ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(segment));
            assertEquals(id, new RecordBatchView().wrap(log, 0).compressionId());
        }
    }

    private void recordsComeBack(String topic, String codec) throws Exception {
        var written = new ArrayList<ProducerRecord<byte[], byte[]>>();
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] value = new byte[random.nextInt(300)];
            random.nextBytes(value);
            byte[] key = i % 3 == 0 ? null : bytes("key " + i);
            var header = new RecordHeader("n", bytes("h" + i));
            written.add(
                    new ProducerRecord<>(
                            topic, i % 2, 1_700_000_000_000L + i, key, value, List.of(header)));
        }
        var answers = produce(Map.of("compression.type", codec, "linger.ms", "20"), written);

        var read = TopicReader.readAll(cluster.client(Map.of()), topic, 2);
        for (int i = 0; i < written.size(); i++) {
            var expected = written.get(i);
            ConsumerRecord<byte[], byte[]> found = read.get(i % 2).get(i / 2);
            assertEquals(answers.get(i).offset(), found.offset());
            assertArrayEquals(expected.key(), found.key());
            assertArrayEquals(expected.value(), found.value());
            assertEquals(expected.timestamp(), found.timestamp());
            assertArrayEquals(bytes("h" + i), found.headers().lastHeader("n").value());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "all"})
    void everyAcksSettingIsServed(String acks) throws Exception {
        String topic = "acks-" + acks;
        cluster.createTopic(topic, 1, 3, Map.of());
        // What acks=0 sends to a leader that has not opened its log yet is lost, as it asks for.
        Await.until("the leader serves", PATIENCE, () -> offset(topic, OffsetSpec.latest()) == 0);
        var records = numbered(topic, 500);
        produce(Map.of("acks", acks, "enable.idempotence", "false"), records);
        Await.until(
                "followers have what acks=" + acks + " did not wait for",
                PATIENCE,
                () -> offset(topic, OffsetSpec.latest()) == 500);
        assertEquals(
                500, TopicReader.readAll(cluster.client(Map.of()), topic, 1).getFirst().size());
    }

    @Test
    void unknownTopicIsMadeOnFirstUse() throws Exception {
        produce(Map.of(), numbered("made-on-first-use", 10));
        assertEquals(1, cluster.partitions("made-on-first-use").size());
        var read = TopicReader.readAll(cluster.client(Map.of()), "made-on-first-use", 1);
        assertEquals(10, read.getFirst().size());
    }

    @Test
    void recordLargerThanTheTopicAllowsIsRefused() throws Exception {
        cluster.createTopic("small", 1, 3, Map.of("max.message.bytes", "10000"));
        var failure =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                produce(
                                        Map.of(),
                                        List.of(
                                                new ProducerRecord<>(
                                                        "small", 0, null, new byte[20_000]))));
        assertInstanceOf(RecordTooLargeException.class, failure.getCause());
        produce(Map.of(), List.of(new ProducerRecord<>("small", 0, null, new byte[9_000])));
    }

    @Test
    void recordOfManyMegabytesGoesThrough() throws Exception {
        cluster.createTopic("large", 1, 3, Map.of("max.message.bytes", "9000000"));
        byte[] value = new byte[8_000_000];
        new Random(3).nextBytes(value);
        var settings = Map.of("max.request.size", "9000000", "buffer.memory", "50000000");
        produce(settings, List.of(new ProducerRecord<>("large", 0, null, value)));
        var read = TopicReader.readAll(cluster.client(Map.of()), "large", 1).getFirst();
        assertArrayEquals(value, read.getFirst().value());
    }

    @Test
    void offsetsAreFoundBySpecAndByTime() throws Exception {
        cluster.createTopic("timed", 1, 3, Map.of());
        long start = 1_700_000_000_000L;
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < 100; i++) {
            // The last record is not the youngest one.
            long at = i == 42 ? start + 1_000_000 : start + i * 10L;
            records.add(new ProducerRecord<>("timed", 0, at, null, bytes("r" + i)));
        }
        produce(Map.of("linger.ms", "0"), records);
        assertEquals(0, offset("timed", OffsetSpec.earliest()));
        assertEquals(100, offset("timed", OffsetSpec.latest()));
        assertEquals(42, offset("timed", OffsetSpec.maxTimestamp()));
        assertEquals(11, offset("timed", OffsetSpec.forTimestamp(start + 101)));
        assertEquals(-1, offset("timed", OffsetSpec.forTimestamp(start + 2_000_000)));
        var tp = new TopicPartition("timed", 0);
        try (var consumer = consumer(Map.of())) {
            var found = consumer.offsetsForTimes(Map.of(tp, start + 200)).get(tp);
            assertEquals(20, Objects.requireNonNull(found).offset());
            assertEquals(start + 200, found.timestamp());
        }
    }

    @Test
    void waitingFetchIsAnsweredByTheNextRecord() throws Exception {
        cluster.createTopic("tail", 1, 3, Map.of());
        var tp = new TopicPartition("tail", 0);
        try (var consumer = consumer(Map.of("fetch.max.wait.ms", "15000"));
                var producer = producer(Map.of())) {
            consumer.assign(List.of(tp));
            consumer.seekToEnd(List.of(tp));
            consumer.position(tp);
            consumer.poll(Duration.ofMillis(500));
            long written = System.nanoTime();
            producer.send(new ProducerRecord<>("tail", 0, null, bytes("news"))).get();
            var read = consumer.poll(PATIENCE);
            long waitedMs = (System.nanoTime() - written) / 1_000_000;
            assertEquals(1, read.count());
            assertTrue(waitedMs < 5_000, "the waiting fetch took " + waitedMs + " ms");
        }
    }

    @Test
    void offsetBeyondTheEndIsOutOfRange() throws Exception {
        cluster.createTopic("short", 1, 3, Map.of());
        produce(Map.of(), numbered("short", 5));
        var tp = new TopicPartition("short", 0);
        try (var consumer = consumer(Map.of("auto.offset.reset", "none"))) {
            consumer.assign(List.of(tp));
            consumer.seek(tp, 1_000);
            assertThrows(OffsetOutOfRangeException.class, () -> consumer.poll(PATIENCE));
        }
    }

    @Test
    void transactionsAreRefusedAtOnceAndHonestly() {
        assumeTrue(Distribution.underTest().isOdradek());
        try (var producer = producer(Map.of("transactional.id", "t"))) {
            refusedAtOnce(producer::initTransactions);
        }
    }

    private static void refusedAtOnce(Runnable request) {
        long start = System.nanoTime();
        var failure = assertThrows(KafkaException.class, request::run);
        long tookMs = (System.nanoTime() - start) / 1_000_000;
        assertFalse(failure instanceof TimeoutException, () -> "a hang, not an answer: " + failure);
        assertTrue(tookMs < 10_000, "refused only after " + tookMs + " ms: " + failure);
        System.out.println("refused after " + tookMs + " ms: " + failure);
    }

    private long offset(String topic, OffsetSpec spec) throws Exception {
        var tp = new TopicPartition(topic, 0);
        return cluster.admin().listOffsets(Map.of(tp, spec)).partitionResult(tp).get().offset();
    }

    private List<RecordMetadata> produce(
            Map<String, String> settings, List<ProducerRecord<byte[], byte[]>> records)
            throws InterruptedException, ExecutionException {
        try (var producer = producer(settings)) {
            var sent = new ArrayList<Future<RecordMetadata>>();
            records.forEach(r -> sent.add(producer.send(r)));
            producer.flush();
            var answers = new ArrayList<RecordMetadata>();
            for (Future<RecordMetadata> answer : sent) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, String> settings) {
        var bytes = new ByteArraySerializer();
        return new KafkaProducer<>(cluster.client(settings), bytes, bytes);
    }

    private KafkaConsumer<byte[], byte[]> consumer(Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.putIfAbsent("enable.auto.commit", "false");
        var bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(cluster.client(all), bytes, bytes);
    }

    private static List<ProducerRecord<byte[], byte[]>> numbered(String topic, int count) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < count; i++) {
            records.add(new ProducerRecord<>(topic, 0, null, bytes("record " + i)));
        }
        return records;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
