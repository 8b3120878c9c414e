package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.ProcessCluster;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Clients nobody of us wrote, as Debian packages them: kcat (librdkafka) and kafka-python. */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ForeignClientsIT {
    private static final Path KCAT = Path.of("/usr/bin/kcat");

    /** Debian's own Python: packages installed by apt are not seen by another one on the PATH. */
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private static final String PYTHON_ROUND_TRIP =
            """
            import sys
            from kafka import KafkaConsumer, KafkaProducer, TopicPartition
            bootstrap, topic, codec, version = sys.argv[1].split(','), sys.argv[2], sys.argv[3], sys.argv[4]
            settings = dict(bootstrap_servers=bootstrap)
            if version != 'probe':
                settings['api_version'] = tuple(int(n) for n in version.split('.'))
            producer = KafkaProducer(acks='all', compression_type=None if codec == 'none' else codec, **settings)
            sent = [producer.send(topic, value=b'value-%d' % i, key=b'key-%d' % i, partition=i % 3) for i in range(300)]
            producer.flush(30)
            offsets = [f.get(timeout=10).offset for f in sent]
            consumer = KafkaConsumer(consumer_timeout_ms=20000, auto_offset_reset='earliest', **settings)
            partitions = [TopicPartition(topic, p) for p in range(3)]
            consumer.assign(partitions)
            consumer.seek_to_beginning()
            seen = {}
            for record in consumer:
                seen[int(record.value.decode().split('-')[1])] = record.offset
                if len(seen) == 300:
                    break
            assert [seen[i] for i in range(300)] == offsets, 'read something else than written'
            ends = consumer.end_offsets(partitions)
            print('round trip of', sum(ends.values()), 'records')
            """;

    private final ProcessCluster cluster = ProcessCluster.start(ClusterSpec.combined("foreign", 3));

    @AfterAll
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void kcatReadsWhatItWrote(String codec) throws Exception {
        require(KCAT, "kcat");
        String topic = "kcat-" + codec;
        cluster.createTopic(topic, 1, 3, Map.of());
        List<String> lines = IntStream.range(0, 1_000).mapToObj(i -> "thread number " + i).toList();
        kcat("-P", "-t", topic, "-p", "0", "-z", codec, "-X", "acks=all")
                .input(String.join("\n", lines) + "\n")
                .run()
                .ok();
        String read = kcat("-C", "-t", topic, "-p", "0", "-o", "beginning", "-e", "-q").run().ok();
        assertEquals(lines, read.lines().toList());
        String tail = kcat("-C", "-t", topic, "-p", "0", "-o", "-3", "-e", "-q").run().ok();
        assertEquals(lines.subList(997, 1_000), tail.lines().toList());
    }

    @Test
    void kcatWritesIdempotently() throws Exception {
        require(KCAT, "kcat");
        cluster.createTopic("kcat-idempotent", 1, 3, Map.of());
        kcat("-P", "-t", "kcat-idempotent", "-p", "0", "-X", "enable.idempotence=true")
                .input("one\ntwo\nthree\n")
                .run()
                .ok();
        String read =
                kcat("-C", "-t", "kcat-idempotent", "-p", "0", "-o", "beginning", "-e", "-q")
                        .run()
                        .ok();
        assertEquals("one\ntwo\nthree\n", read);
    }

    @Test
    void kcatListsBrokersAndTopics() throws Exception {
        require(KCAT, "kcat");
        cluster.createTopic("kcat-listed", 2, 3, Map.of());
        String listed = kcat("-L").run().ok();
        assertTrue(listed.contains("3 brokers:"), listed);
        assertTrue(listed.contains("topic \"kcat-listed\" with 2 partitions:"), listed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none probe", "gzip probe", "none 0.11.0"})
    void kafkaPythonReadsWhatItWrote(String codecAndVersion) throws Exception {
        requirePython();
        String[] words = codecAndVersion.split(" ");
        String topic = "python-" + codecAndVersion.replace(' ', '-');
        cluster.createTopic(topic, 3, 3, Map.of());
        String out =
                Command.of(
                                PYTHON.toString(),
                                "-c",
                                PYTHON_ROUND_TRIP,
                                cluster.bootstrap(),
                                topic,
                                words[0],
                                words[1])
                        .run()
                        .ok();
        assertEquals("round trip of 300 records", out.strip());
    }

    private Command kcat(String... args) {
        var all = new ArrayList<>(List.of("-b", cluster.bootstrap()));
        all.addAll(List.of(args));
        return Command.of(KCAT.toString(), all.toArray(String[]::new));
    }

    private static void requirePython() {
        require(PYTHON, "python3");
        if (Command.of(PYTHON.toString(), "-c", "import kafka").run().status() != 0) {
            skip("python3-kafka");
        }
    }

    private static void require(Path program, String debianPackage) {
        if (!Files.isExecutable(program)) {
            skip(debianPackage);
        }
    }

    private static void skip(String debianPackage) {
        String message =
                "SKIPPED: "
                        + debianPackage
                        + " is not installed; run: apt-get install -y kcat python3-kafka";
        System.out.println("\n*** " + message + " ***\n");
        abort(message);
    }
}
