package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.ProcessCluster;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Clients from before message format 2 share topics with today's: Apache's own 0.8.2, 0.9 and 0.10,
 * each in a JVM of its own, and kafka-python told to speak like 0.9 and 0.10.
 */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class OldProtocolsIT {
    private static final List<String> OLD_CODECS = List.of("none", "gzip", "snappy", "lz4");
    private static final List<String> READERS = List.of("0.9.0.1", "0.10.2.2");
    private static final int COUNT = 300;
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private static final String PYTHON_ROUND_TRIP =
            """
            import sys
            from kafka import KafkaConsumer, KafkaProducer, TopicPartition
            bootstrap, topic, codec, version = sys.argv[1].split(','), sys.argv[2], sys.argv[3], sys.argv[4]
            settings = dict(bootstrap_servers=bootstrap, api_version=tuple(int(n) for n in version.split('.')))
            producer = KafkaProducer(acks='all', compression_type=None if codec == 'none' else codec, **settings)
            sent = [producer.send(topic, value=b'%s-%d' % (codec.encode(), i), partition=0) for i in range(300)]
            producer.flush(30)
            offsets = [f.get(timeout=10).offset for f in sent]
            consumer = KafkaConsumer(consumer_timeout_ms=20000, **settings)
            consumer.assign([TopicPartition(topic, 0)])
            consumer.seek(TopicPartition(topic, 0), offsets[0])
            for i, record in enumerate(consumer):
                assert record.offset == offsets[i], (i, record)
                assert record.value.decode() == '%s-%d' % (codec, i), (i, record)
                if i == 299:
                    break
            assert i == 299, i
            print('round trip of 300 records')
            """;

    private final ProcessCluster cluster =
            ProcessCluster.start(ClusterSpec.combined("old-protocols", 3));

    /** Java's 0.9 consumer asks for a coordinator even to read assigned partitions. */
    @BeforeAll
    void makeTheTopicOfGroups() throws Exception {
        var unused =
                cluster.admin()
                        .listConsumerGroupOffsets("nobody")
                        .partitionsToOffsetAndMetadata()
                        .get();
        cluster.awaitInSync("__consumer_offsets", 3, Duration.ofSeconds(30));
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.8.2.2", "0.9.0.1", "0.10.2.2"})
    void whatAnOldProducerWritesEveryoneReads(String version) throws Exception {
        String topic = "written-by-" + version;
        cluster.createTopic(topic, 1, 3, Map.of());
        List<String> written = new ArrayList<>();
        for (String codec : OLD_CODECS) {
            List<String> offsets = produce(version, topic, 0, codec, "all", COUNT, 0);
            assertEquals(
                    IntStream.range(written.size(), written.size() + COUNT)
                            .mapToObj(String::valueOf)
                            .toList(),
                    offsets);
            IntStream.range(0, COUNT).forEach(i -> written.add(codec + "-" + i));
        }
        assertEquals(written, values(readByNewest(topic, 0, written.size())));
        for (String reader : READERS) {
            List<String> lines = consume(reader, topic, 0, 0, written.size());
            assertEquals(numbered(written, 0), withoutTimes(lines));
        }
    }

    @Test
    void whatTheNewestProducerWritesOldConsumersReadFromAnyOffset() throws Exception {
        String topic = "written-by-newest";
        cluster.createTopic(topic, 1, 3, Map.of());
        List<String> written = new ArrayList<>();
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            Map<String, Object> settings =
                    cluster.client(Map.of("compression.type", codec, "linger.ms", "50"));
            var sent = new ArrayList<Future<RecordMetadata>>();
            try (var producer =
                    new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                for (int i = 0; i < COUNT; i++) {
                    String value = codec + "-" + i;
                    var record = new ProducerRecord<>(topic, 0, 5_000L + i, "key", value);
                    record.headers().add("header", new byte[] {1});
                    sent.add(producer.send(record));
                    written.add(value);
                }
                for (var answer : sent) {
                    answer.get();
                }
            }
        }
        for (String reader : READERS) {
            for (int from : List.of(0, 137, 4 * COUNT + 7)) {
                List<String> rest = written.subList(from, written.size());
                List<String> lines = consume(reader, topic, 0, from, rest.size());
                assertEquals(numbered(rest, from), withoutTimes(lines));
                String time = reader.startsWith("0.9") ? "-1" : "" + (5_000 + from % COUNT);
                assertEquals(time, lines.getFirst().split(" ")[1]);
            }
        }
    }

    @Test
    void oldProducersOutliveTheirLeaderAndLoseNothing() throws Exception {
        String topic = "killed";
        cluster.createTopic(topic, 3, 3, Map.of("min.insync.replicas", "2"));
        List<String> versions = List.of("0.8.2.2", "0.9.0.1", "0.10.2.2");
        List<String> codecs = List.of("snappy", "lz4", "gzip");
        List<CompletableFuture<List<String>>> writers = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            int partition = p;
            writers.add(
                    CompletableFuture.supplyAsync(
                            () ->
                                    produce(
                                            versions.get(partition),
                                            topic,
                                            partition,
                                            codecs.get(partition),
                                            "all",
                                            2_000,
                                            5)));
        }
        for (int p = 0; p < 3; p++) {
            awaitRecords(topic, p, 100);
        }
        var victim = cluster.leader(new TopicPartition(topic, 0));
        victim.kill();
        try {
            readWhatWasWritten(topic, codecs, writers);
        } finally {
            victim.start();
        }
        cluster.awaitWhole();
        cluster.awaitInSync(topic, 3, Duration.ofSeconds(30));
    }

    private void readWhatWasWritten(
            String topic, List<String> codecs, List<CompletableFuture<List<String>>> writers)
            throws Exception {
        for (int p = 0; p < 3; p++) {
            List<String> offsets = writers.get(p).get(60, TimeUnit.SECONDS);
            assertEquals(2_000, offsets.size());
            var last = Long.parseLong(offsets.getLast());
            List<String> read = values(readByNewest(topic, p, (int) last + 1));
            String codec = codecs.get(p);
            assertEquals(
                    IntStream.range(0, 2_000).mapToObj(i -> codec + "-" + i).toList(),
                    List.copyOf(new LinkedHashSet<>(read)),
                    "each once, or again where the producer tried again");
            for (String reader : READERS) {
                assertEquals(
                        numbered(read, 0),
                        withoutTimes(consume(reader, topic, p, 0, (int) last + 1)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.9 none",
                "0.9 gzip",
                "0.9 snappy",
                "0.9 lz4",
                "0.10 none",
                "0.10 gzip",
                "0.10 snappy",
                "0.10 lz4"
            })
    void kafkaPythonSpeaksLikeItsAge(String versionAndCodec) throws Exception {
        requirePython();
        String[] words = versionAndCodec.split(" ");
        if (!words[1].equals("none") && !words[1].equals("gzip")) {
            requirePythonCodec(words[1]);
        }
        String topic = "python-" + versionAndCodec.replace(' ', '-');
        cluster.createTopic(topic, 1, 3, Map.of());
        String out =
                Command.of(
                                PYTHON.toString(),
                                "-c",
                                PYTHON_ROUND_TRIP,
                                cluster.bootstrap(),
                                topic,
                                words[1],
                                words[0])
                        .run()
                        .ok();
        assertEquals("round trip of 300 records", out.strip());
        assertEquals(
                IntStream.range(0, COUNT).mapToObj(i -> words[1] + "-" + i).toList(),
                values(readByNewest(topic, 0, COUNT)));
    }

    private static void requirePython() {
        if (!Files.isExecutable(PYTHON)
                || Command.of(PYTHON.toString(), "-c", "import kafka").run().status() != 0) {
            String message = "SKIPPED: run: apt-get install -y python3-kafka";
            System.out.println("\n*** " + message + " ***\n");
            abort(message);
        }
    }

    private static void requirePythonCodec(String codec) {
        String check = "import kafka.codec, sys; sys.exit(not kafka.codec.has_" + codec + "())";
        if (Command.of(PYTHON.toString(), "-c", check).run().status() != 0) {
            abort("this Python has no " + codec);
        }
    }

    // ------------------------------------------------------------------ clients

    private List<String> produce(
            String version,
            String topic,
            int partition,
            String codec,
            String acks,
            int count,
            int pauseMs) {
        return run(
                version,
                "produce",
                cluster.bootstrap(),
                topic,
                "" + partition,
                codec,
                acks,
                "" + count,
                "" + pauseMs);
    }

    private List<String> consume(String version, String topic, int partition, int from, int count) {
        return run(
                version,
                "consume",
                cluster.bootstrap(),
                topic,
                "" + partition,
                "" + from,
                "" + count);
    }

    private static List<String> run(String version, String... args) {
        Path libs = Path.of(System.getProperty("it.oldClients"));
        Path tests =
                Path.of(
                        OldProtocolsIT.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath());
        List<String> classPath = new ArrayList<>();
        classPath.add(libs.resolve("kafka-clients-" + version + ".jar").toString());
        File[] all = libs.toFile().listFiles();
        assertTrue(all != null, libs + " is missing: mvn package");
        String otherLz4 = version.startsWith("0.10") ? "lz4-1.2" : "lz4-1.3";
        Stream.of(all)
                .filter(jar -> !jar.getName().startsWith("kafka-clients"))
                .filter(jar -> !jar.getName().startsWith(otherLz4))
                .forEach(jar -> classPath.add(jar.toString()));
        classPath.add(tests.toString());
        return Command.java(classPath, OldClient.class.getName(), args)
                .within(Duration.ofSeconds(90))
                .run()
                .ok()
                .lines()
                .toList();
    }

    private List<ConsumerRecord<String, String>> readByNewest(
            String topic, int partition, int count) {
        var read = new ArrayList<ConsumerRecord<String, String>>();
        var strings = new StringDeserializer();
        try (var consumer = new KafkaConsumer<>(cluster.client(Map.of()), strings, strings)) {
            var assigned = List.of(new TopicPartition(topic, partition));
            consumer.assign(assigned);
            consumer.seekToBeginning(assigned);
            long start = System.nanoTime();
            while (read.size() < count) {
                if (System.nanoTime() - start > Duration.ofSeconds(30).toNanos()) {
                    throw new AssertionError("only " + read.size() + " of " + count + " came");
                }
                consumer.poll(Duration.ofMillis(200)).forEach(read::add);
            }
        }
        return read;
    }

    private void awaitRecords(String topic, int partition, int count) {
        readByNewest(topic, partition, count);
    }

    private static List<String> values(List<ConsumerRecord<String, String>> records) {
        for (int i = 0; i < records.size(); i++) {
            assertEquals(i, records.get(i).offset());
        }
        return records.stream().map(ConsumerRecord::value).toList();
    }

    private static List<String> numbered(List<String> values, int from) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> (from + i) + " " + values.get(i))
                .toList();
    }

    private static List<String> withoutTimes(List<String> lines) {
        return lines.stream().map(l -> l.replaceFirst(" \\S+ ", " ")).toList();
    }
}
