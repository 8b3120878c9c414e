package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.Background;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.cluster.Tools;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The Connect part of Kafka's quickstart as it is printed there, with the files the distribution
 * ships: lines of a text file go through a topic into another file.
 */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ConnectIT {
    private static final List<String> LINKED = List.of("bin", "libs");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ProcessCluster cluster = ProcessCluster.start(ClusterSpec.combined("connect", 3));

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void whatIsWrittenToTheSourceFileArrivesInTheSinkFile(@TempDir Path here) throws Exception {
        Assumptions.assumeTrue(cluster.distribution().isOdradek(), "Odradek's own configuration");
        layOut(here);
        Path source = here.resolve("test.txt");
        Path sink = here.resolve("test.sink.txt");
        Files.writeString(source, "foo\nbar\n");
        try (Background worker = worker(here)) {
            awaitEqual(source, sink, worker);
            Files.writeString(source, "Another line\n", StandardOpenOption.APPEND);
            awaitEqual(source, sink, worker);
        }
        try (Background worker = worker(here)) {
            Files.writeString(source, "after a restart\n", StandardOpenOption.APPEND);
            awaitEqual(source, sink, worker);
        }
        String topic =
                Tools.of(cluster)
                        .consoleConsumer(
                                "--topic",
                                "connect-test",
                                "--from-beginning",
                                "--max-messages",
                                "4")
                        .run()
                        .ok();
        assertEquals(
                """
                {"schema":{"type":"string","optional":false},"payload":"foo"}
                {"schema":{"type":"string","optional":false},"payload":"bar"}
                {"schema":{"type":"string","optional":false},"payload":"Another line"}
                {"schema":{"type":"string","optional":false},"payload":"after a restart"}
                """,
                topic);
        for (String folder : LINKED) {
            Files.delete(here.resolve(folder));
        }
    }

    /** A folder like an unpacked distribution, whose configuration this test may edit. */
    private void layOut(Path here) throws IOException {
        Path home = cluster.distribution().home();
        for (String folder : LINKED) {
            Files.createSymbolicLink(here.resolve(folder), home.resolve(folder));
        }
        Path config = Files.createDirectory(here.resolve("config"));
        for (String file :
                List.of(
                        "connect-standalone.properties",
                        "connect-file-source.properties",
                        "connect-file-sink.properties")) {
            Files.copy(home.resolve("config").resolve(file), config.resolve(file));
        }
        Files.writeString(
                config.resolve("connect-standalone.properties"),
                """
                plugin.path=libs/connect-file-4.3.1.jar
                bootstrap.servers=%s
                offset.storage.file.filename=%s
                listeners=http://127.0.0.1:0
                """
                        .formatted(cluster.bootstrap(), here.resolve("connect.offsets")),
                StandardOpenOption.APPEND);
    }

    private Background worker(Path here) {
        return Background.start(
                List.of(
                        "bin/connect-standalone.sh",
                        "config/connect-standalone.properties",
                        "config/connect-file-source.properties",
                        "config/connect-file-sink.properties"),
                here,
                Map.of("LOG_DIR", here.resolve("logs").toString()),
                here.resolve("worker.out"));
    }

    private static void awaitEqual(Path source, Path sink, Background worker) {
        Await.until(
                "the sink file equals the source file",
                PATIENCE,
                () -> {
                    assertTrue(worker.isAlive(), () -> "the worker ended:\n" + worker.output());
                    return Files.exists(sink) && Files.mismatch(source, sink) == -1;
                });
    }
}
