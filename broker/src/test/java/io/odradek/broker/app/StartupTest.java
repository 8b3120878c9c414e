package io.odradek.broker.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.HostPort;
import io.odradek.broker.config.NodePlan;
import io.odradek.log.dir.InitialVoters;
import io.odradek.log.io.NioDisk;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        TestNode.format(second, "AAAAAAAAAAAAAAAAAAAAAQ", 1);
        refuses("belongs to cluster AAAAAAAAAAAAAAAAAAAAAQ");
    }

    @Test
    void aDirectoryThatIsNotThereIsLeftOut() throws Exception {
        Path second = directory.resolve("second");
        properties.put("log.dirs", second + "," + directory);
        properties.put("metadata.log.dir", directory.toString());
        TestNode.format(directory, TestNode.CLUSTER_ID, 1);
        try (Directories found = open()) {
            assertEquals(Set.of(directory), found.ids().keySet());
        }
        properties.put("metadata.log.dir", second.toString());
        refuses(second.toString(), "is not formatted");
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

    private Quorum quorum() throws StartupException {
        return Quorum.of(new NioDisk(), NodePlan.of(BrokerConfig.of(properties)));
    }

    @Test
    void configuredVotersAreFixed() throws Exception {
        assertFalse(quorum().dynamic());
        assertEquals(1, quorum().voters().getFirst().id());
    }

    @Test
    void aControllerFormattedToJoinOthersKnowsNoVoters() throws Exception {
        properties.remove("controller.quorum.voters");
        properties.put("controller.quorum.bootstrap.servers", "elsewhere:9093");
        assertTrue(quorum().dynamic());
        assertEquals(List.of(), quorum().voters());
        // Itself, under the address it listens at, and whom it was told of.
        assertEquals(
                List.of(new HostPort("127.0.0.1", 9093), new HostPort("elsewhere", 9093)),
                quorum().addresses());
    }

    @Test
    void initialVotersComeAndGoWhateverTheConfigurationSays() throws Exception {
        Files.createDirectories(directory);
        InitialVoters.parse("1@localhost:9093:lm_Mqj_ZThCZvzRCnLtdUg")
                .write(new NioDisk(), directory);
        assertTrue(quorum().dynamic());
        assertEquals("localhost", quorum().voters().getFirst().host());
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
