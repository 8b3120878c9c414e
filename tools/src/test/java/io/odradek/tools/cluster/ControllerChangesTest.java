package io.odradek.tools.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.log.dir.KafkaUuid;
import io.odradek.log.dir.MetaProperties;
import io.odradek.log.io.NioDisk;
import io.odradek.tools.cli.Ran;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** add-controller and remove-controller read and say what Apache's do (4.3.1). */
final class ControllerChangesTest {
    private static final String DIRECTORY = "lm_Mqj_ZThCZvzRCnLtdUg";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    private Path config(String... lines) throws IOException {
        return Files.writeString(
                home.resolve("server.properties"),
                "node.id=2\nlog.dirs=%s\ncontroller.listener.names=CONTROLLER\n"
                                .formatted(home.resolve("data"))
                        + String.join("\n", lines));
    }

    private Path controller() throws IOException {
        return config("process.roles=controller", "listeners=CONTROLLER://localhost:20095");
    }

    private void format(int node) throws IOException {
        Path data = Files.createDirectories(home.resolve("data"));
        new MetaProperties("lm_Mqj_ZThCZvzRCnLtdUg", node, KafkaUuid.parse(DIRECTORY))
                .write(new NioDisk(), data);
    }

    private static Ran run(String... args) {
        return Ran.run(new MetadataQuorumCommand(), args);
    }

    private static Ran add(Path config, String... more) {
        String[] args = {
            "--bootstrap-server", "localhost:1", "--command-config", config.toString()
        };
        String[] all = new String[args.length + 1 + more.length];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "add-controller";
        System.arraycopy(more, 0, all, args.length + 1, more.length);
        return run(all);
    }

    @Test
    void aNewControllerIsReadFromItsOwnFiles() throws IOException {
        format(2);
        assertEquals(
                "DRY RUN of adding controller 2 with directory id "
                        + DIRECTORY
                        + " and endpoints: CONTROLLER://localhost:20095\n",
                add(controller(), "--dry-run").out());
    }

    @Test
    void theAdvertisedAddressCounts() throws IOException {
        format(2);
        Path config =
                config(
                        "process.roles=broker,controller",
                        "listeners=PLAINTEXT://:9092,CONTROLLER://:9093",
                        "advertised.listeners=PLAINTEXT://b:9092,CONTROLLER://c2.example:9093");
        assertEquals(
                "CONTROLLER://c2.example:9093",
                QuorumText.url(NewController.read(new NioDisk(), config).endpoint()));
    }

    @Test
    void whatCannotBeAddedIsSaid() throws IOException {
        assertEquals(
                "You must supply the configuration file of the controller you are adding when using add-controller.",
                run("--bootstrap-server", "localhost:1", "add-controller").complaint());
        assertEquals(
                "process.roles did not contain 'controller' in configuration file. Is this a valid controller configuration file?",
                add(config("process.roles=broker")).complaint());
        assertEquals(
                "Unable to read meta.properties from %s: run this command on the new controller, after kafka-storage.sh format --no-initial-controllers"
                        .formatted(home.resolve("data")),
                add(controller()).complaint());
        format(3);
        assertEquals(
                "%s belongs to node 3, but node.id is 2"
                        .formatted(home.resolve("data").resolve("meta.properties")),
                add(controller()).complaint());
    }

    @Test
    void removingIsCheckedInKafkasWords() {
        String[] first = {"--bootstrap-server", "localhost:1", "remove-controller"};
        assertEquals(
                "DRY RUN of removing  KRaft controller 9 with directory id " + DIRECTORY + "\n",
                run(first[0], first[1], first[2], "-i", "9", "-d", DIRECTORY, "--dry-run").out());
        assertEquals(
                "Invalid negative --controller-id: -2",
                run(first[0], first[1], first[2], "-i", "-2", "-d", DIRECTORY).complaint());
        assertEquals(
                "Failed to parse --controller-directory-id: Input string `abc` decoded as 2 bytes, which is not equal to the expected 16 bytes of a base64-encoded UUID",
                run(first[0], first[1], first[2], "-i", "9", "-d", "abc").complaint());
        assertEquals(1, run(first[0], first[1], first[2], "-i", "9").status());
    }

    @Test
    void controllersAreAskedByWayOfTheBrokers() {
        assertEquals(
                "--bootstrap-controller: the controllers do not speak the Kafka protocol; use --bootstrap-server with a broker's address, which asks them",
                run("--bootstrap-controller", "localhost:1", "describe", "--status").complaint());
    }
}
