package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.Command.Result;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.NodeConfig;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.Ports;
import io.odradek.it.cluster.ProcessCluster;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a user reads who started a node the wrong way: one sentence, exit status 1, no stack trace.
 */
@ExtendWith(LogTails.class)
final class StartErrorsIT {
    private static final Distribution DIST = Distribution.underTest();

    @BeforeEach
    void apacheKafkaPrintsStackTraces() {
        assumeTrue(DIST.isOdradek());
    }

    @Test
    void unformattedDirectorySaysWhichCommandToRun() {
        try (var cluster = ProcessCluster.laidOut(ClusterSpec.combined("unformatted", 1), DIST)) {
            NodeConfig node = cluster.node(1).config();
            Result result = serve(node.file());
            assertOneSentence(result, "kafka-storage.sh format", node.file().toString());
        }
    }

    @Test
    void busyPortIsNamed() throws IOException {
        try (var cluster = ProcessCluster.formatted(ClusterSpec.combined("busy", 1), DIST);
                var taken = new ServerSocket()) {
            NodeConfig node = cluster.node(1).config();
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.kafkaPort()));
            assertOneSentence(serve(node.file()), String.valueOf(node.kafkaPort()));
        }
    }

    @Test
    void busyControllerPortIsNamed() throws IOException {
        try (var cluster = ProcessCluster.formatted(ClusterSpec.combined("busy-c", 1), DIST);
                var taken = new ServerSocket()) {
            NodeConfig node = cluster.node(1).config();
            taken.bind(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), node.controllerPort()));
            assertOneSentence(serve(node.file()), String.valueOf(node.controllerPort()));
        }
    }

    @Test
    void unknownKeyIsRefusedWithTheLikelyOne() {
        var spec = ClusterSpec.combined("unknown-key", 1).with("num.partitons", "3");
        try (var cluster = ProcessCluster.laidOut(spec, DIST)) {
            NodeConfig node = cluster.node(1).config();
            assertOneSentence(serve(node.file()), "num.partitons", "num.partitions");
        }
    }

    @Test
    void badValueNamesKeyAndValue() {
        var spec = ClusterSpec.combined("bad-value", 1).with("num.partitions", "many");
        try (var cluster = ProcessCluster.laidOut(spec, DIST)) {
            assertOneSentence(serve(cluster.node(1).config().file()), "num.partitions", "many");
        }
    }

    @Test
    void missingFileIsNamed() {
        assertOneSentence(
                serve(Path.of("/nowhere/server.properties")), "/nowhere/server.properties");
    }

    @Test
    void nodeOfAnotherClusterIsTurnedAway() {
        var spec = ClusterSpec.separate("wrong-cluster", 2, 1);
        try (var cluster = ProcessCluster.laidOut(spec, DIST)) {
            cluster.node(101).format(cluster.clusterId());
            cluster.node(1).format(cluster.clusterId());
            NodeProcess stranger = cluster.node(2);
            String other =
                    Command.script(DIST, "kafka-storage.sh", "random-uuid").run().ok().strip();
            stranger.format(other);
            cluster.node(101).start();
            cluster.node(1).start();
            cluster.awaitBrokers(1);
            assertOneSentence(serve(stranger.config().file()), other, cluster.clusterId());
        }
    }

    @Test
    void formattingAgainForAnotherClusterIsRefused() {
        try (var cluster = ProcessCluster.formatted(ClusterSpec.combined("twice", 1), DIST)) {
            NodeConfig node = cluster.node(1).config();
            Result again = format(node.file(), cluster.clusterId());
            assertOneSentence(again, "already formatted");
            Result ignoring =
                    Command.script(
                                    DIST,
                                    "kafka-storage.sh",
                                    "format",
                                    "-g",
                                    "-t",
                                    "5L6g3nShT-eMCtK--X86sw",
                                    "-c",
                                    node.file().toString())
                            .run();
            assertOneSentence(ignoring, "5L6g3nShT-eMCtK--X86sw", cluster.clusterId());
        }
    }

    @Test
    void directoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createTempFile("odradek", ".not-a-folder");
        try {
            String dir = file.resolve("data").toString();
            var spec = ClusterSpec.combined("unwritable", 1).with("log.dirs", dir);
            try (var cluster = ProcessCluster.laidOut(spec, DIST)) {
                Path properties = cluster.node(1).config().file();
                assertOneSentence(format(properties, cluster.clusterId()), dir);
                assertOneSentence(serve(properties), dir);
            }
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void directoryOfARunningNodeIsLocked() throws IOException {
        try (var cluster = ProcessCluster.start(ClusterSpec.combined("locked", 1), DIST)) {
            NodeConfig node = cluster.node(1).config();
            Path moved = node.dir().resolve("second.properties");
            int port = Ports.free();
            Files.writeString(
                    moved,
                    Files.readString(node.file())
                            .replace(":" + node.kafkaPort(), ":" + port)
                            .replace(":" + node.controllerPort(), ":" + Ports.free()));
            assertOneSentence(serve(moved), node.dataDir().toString());
        }
    }

    private static Result serve(Path properties) {
        return Command.script(DIST, "kafka-server-start.sh", properties.toString())
                .within(Duration.ofSeconds(30))
                .run();
    }

    private static Result format(Path properties, String clusterId) {
        return Command.script(
                        DIST,
                        "kafka-storage.sh",
                        "format",
                        "-t",
                        clusterId,
                        "-c",
                        properties.toString())
                .run();
    }

    private static void assertOneSentence(Result result, String... mustName) {
        assertEquals(1, result.status(), result::toString);
        for (String name : mustName) {
            assertTrue(result.all().contains(name), () -> "no '" + name + "' in: " + result);
        }
        assertFalse(
                result.all().lines().anyMatch(l -> l.matches("\\s+at .*|.*Exception.*")),
                result::toString);
        assertEquals(1, result.err().strip().lines().count(), result::toString);
    }
}
