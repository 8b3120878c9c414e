package io.odradek.broker.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.NodePlan;
import io.odradek.log.io.NioDisk;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What keeps a node from starting is told in one sentence with the next step. */
final class StartupTest {
    private static final Path CONFIG = Path.of("config/server.properties");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private Map<String, String> properties = Map.of();

    @BeforeEach
    void properties() {
        properties = TestNode.properties(directory, 9093);
    }

    private Directories open() throws StartupException {
        return Directories.open(new NioDisk(), NodePlan.of(BrokerConfig.of(properties)), CONFIG);
    }

    private void refuses(String... parts) {
        String message =
                String.valueOf(assertThrows(StartupException.class, this::open).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void anUnformattedDirectoryNamesTheExactCommand() {
        refuses(
                directory.toString(),
                "bin/kafka-storage.sh format -t",
                "-c config/server.properties");
    }

    @Test
    void aDirectoryOfAnotherNodeIsRefused() throws Exception {
        TestNode.format(directory, TestNode.CLUSTER_ID, 2);
        refuses("belongs to node 2", "node.id is 1");
    }

    @Test
    void directoriesOfTwoClustersAreRefused() throws Exception {
        Path second = directory.resolve("second");
        properties.put("log.dirs", directory + "," + second);
        TestNode.format(directory, TestNode.CLUSTER_ID, 1);
        refuses(second.toString(), "format -t " + TestNode.CLUSTER_ID);
        TestNode.format(second, "AAAAAAAAAAAAAAAAAAAAAQ", 1);
        refuses("belongs to cluster AAAAAAAAAAAAAAAAAAAAAQ");
    }

    @Test
    void aDirectoryInUseIsRefusedUntilItIsLetGo() throws Exception {
        TestNode.format(directory, TestNode.CLUSTER_ID, 1);
        try (Directories first = open()) {
            assertEquals(TestNode.CLUSTER_ID, first.clusterId());
            refuses("is another node running on it?");
        }
        open().close();
    }

    @Test
    void aControllerWithoutVotersIsToldHowToNameThem() throws Exception {
        properties.remove("controller.quorum.voters");
        properties.put("controller.quorum.bootstrap.servers", "localhost:9093");
        String message =
                String.valueOf(
                        assertThrows(
                                        StartupException.class,
                                        () ->
                                                Quorum.of(
                                                        new NioDisk(),
                                                        NodePlan.of(BrokerConfig.of(properties))))
                                .getMessage());
        assertTrue(message.contains("--standalone or --initial-controllers"), message);
    }

    @Test
    void argumentsAreReadAndOverridden() throws Exception {
        Path file = directory.resolve("s.properties");
        Files.writeString(file, "# comment\nnode.id=1\nlog.dirs = /a \n");
        Arguments arguments =
                Arguments.parse(
                        new String[] {
                            file.toString(), "--override", "node.id=7", "--override=x=a=b"
                        });
        assertEquals(Map.of("node.id", "7", "log.dirs", "/a", "x", "a=b"), arguments.properties());
    }

    @Test
    void wrongArgumentsAreRefused() throws Exception {
        Path file = directory.resolve("s.properties");
        Files.writeString(file, "node.id=1\n");
        String path = file.toString();
        for (String[] args :
                new String[][] {
                    {},
                    {path, "--overide", "a=b"},
                    {path, "--override"},
                    {path, "--override", "novalue"},
                    {directory.resolve("missing").toString()}
                }) {
            StartupException refusal =
                    assertThrows(StartupException.class, () -> Arguments.parse(args));
            assertTrue(String.valueOf(refusal.getMessage()).length() > 20);
        }
    }
}
