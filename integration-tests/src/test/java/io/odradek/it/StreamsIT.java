package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.Background;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.cluster.Tools;
import io.odradek.it.oracle.TopicReader;

import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Apache's own word count demo, unchanged, on its own libraries: a group, a repartition topic, a
 * changelog topic, and a restart that goes on where the last run ended.
 */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class StreamsIT {
    private static final Path JARS =
            Path.of(System.getProperty("it.kafkaStreams", "kafka-streams/target/libs"));
    private static final String APP = "streams-wordcount-";
    private static final String INPUT = "streams-plaintext-input";
    private static final String OUTPUT = "streams-wordcount-output";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ProcessCluster cluster = ProcessCluster.start(ClusterSpec.combined("streams", 3));

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void wordsAreCountedAcrossARestart(@TempDir Path here) throws Exception {
        cluster.createTopic(INPUT, 3, 3, Map.of());
        cluster.createTopic(OUTPUT, 1, 3, Map.of("cleanup.policy", "compact"));
        write("all streams lead to kafka\nhello kafka streams\njoin kafka summit\n");
        try (Background demo = demo(here, "first")) {
            awaitCounts(Map.of("all", 1L, "kafka", 3L, "streams", 2L, "summit", 1L), demo);
        }
        write("hello again kafka\n");
        try (Background demo = demo(here, "second")) {
            awaitCounts(Map.of("all", 1L, "kafka", 4L, "hello", 2L, "again", 1L), demo);
        }
        Set<String> topics = cluster.admin().listTopics().names().get();
        assertTrue(
                topics.stream().anyMatch(t -> t.startsWith(APP) && t.endsWith("-repartition")),
                topics::toString);
        String changelog =
                topics.stream()
                        .filter(t -> t.startsWith(APP) && t.endsWith("-changelog"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(3, cluster.partitions(changelog).size());
    }

    private void write(String lines) {
        var unused = Tools.of(cluster).consoleProducer("--topic", INPUT).input(lines).run().ok();
    }

    private Background demo(Path here, String name) throws Exception {
        Path config = here.resolve(name + ".properties");
        Files.writeString(
                config,
                """
                bootstrap.servers=%s
                state.dir=%s
                session.timeout.ms=6000
                """
                        .formatted(cluster.bootstrap(), here.resolve("state")));
        return Background.start(
                List.of(
                        Command.currentJava(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        JARS + "/*",
                        "org.apache.kafka.streams.examples.wordcount.WordCountDemo",
                        config.toString()),
                here,
                Map.of(),
                here.resolve(name + ".out"));
    }

    private void awaitCounts(Map<String, Long> expected, Background demo) {
        Await.until(
                "the counts " + expected,
                PATIENCE,
                () -> {
                    assertTrue(demo.isAlive(), () -> "the demo ended:\n" + demo.output());
                    Map<String, Long> counts = new HashMap<>();
                    for (var record :
                            TopicReader.readAll(cluster.client(Map.of()), OUTPUT, 1).getFirst()) {
                        counts.put(
                                new StringDeserializer().deserialize(OUTPUT, record.key()),
                                new LongDeserializer().deserialize(OUTPUT, record.value()));
                    }
                    return counts.entrySet().containsAll(expected.entrySet());
                });
    }
}
