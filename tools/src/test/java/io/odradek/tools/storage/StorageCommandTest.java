package io.odradek.tools.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.dir.InitialVoters;
import io.odradek.log.dir.KafkaUuid;
import io.odradek.log.dir.MetaProperties;
import io.odradek.log.io.Disk;
import io.odradek.log.io.NioDisk;
import io.odradek.tools.cli.Ran;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

class StorageCommandTest {

    private static final String CLUSTER = "5L6g3nShT-eMCtK--X86sw";
    private static final String DIRECTORY = "JEXY6aqzQY-32P5TStzaFg";

    @TempDir Path temp = Path.of("unset");

    private final Disk disk = new NioDisk();

    private static Ran storage(String... args) {
        return Ran.run(new StorageCommand(), args);
    }

    /**
     * A combined node with a static quorum; {@code more} lines are added or win over the others.
     */
    private Path config(String... more) throws IOException {
        String text =
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@localhost:9093
                listeners=PLAINTEXT://:9092,CONTROLLER://localhost:9093
                controller.listener.names=CONTROLLER
                log.dirs=%s
                """
                        .formatted(temp.resolve("data"));
        return Files.writeString(
                temp.resolve("server.properties"), text + String.join("\n", more) + "\n");
    }

    private Ran format(Path config, String... more) {
        String[] args = new String[5 + more.length];
        System.arraycopy(
                new String[] {"format", "-t", CLUSTER, "-c", config.toString()}, 0, args, 0, 5);
        System.arraycopy(more, 0, args, 5, more.length);
        return storage(args);
    }

    @Test
    void randomUuidPrintsAUuid() {
        Ran ran = storage("random-uuid");
        assertEquals(0, ran.status());
        KafkaUuid.parse(ran.out().strip());
    }

    @Test
    void formattingWritesMetaPropertiesAndSaysSo() throws IOException {
        Ran ran = format(config());
        assertEquals(0, ran.status(), ran.err());
        Path data = temp.resolve("data");
        assertEquals(
                "Formatting metadata directory %s with metadata.version 4.4-IV2.%n".formatted(data),
                ran.out());
        MetaProperties meta = MetaProperties.read(disk, data).orElseThrow();
        assertEquals(CLUSTER, meta.clusterId());
        assertEquals(1, meta.nodeId());
        assertEquals(Optional.empty(), InitialVoters.read(disk, data));
    }

    @Test
    void everyDirectoryGetsAnIdOfItsOwn() throws IOException {
        Path one = temp.resolve("one");
        Path two = temp.resolve("two");
        Path metadata = temp.resolve("metadata");
        Ran ran = format(config("log.dirs=" + one + "," + two, "metadata.log.dir=" + metadata));
        assertEquals(
                """
                Formatting data directory %s with metadata.version 4.4-IV2.
                Formatting data directory %s with metadata.version 4.4-IV2.
                Formatting metadata directory %s with metadata.version 4.4-IV2.
                """
                        .formatted(one, two, metadata),
                ran.out());
        MetaProperties first = MetaProperties.read(disk, one).orElseThrow();
        MetaProperties second = MetaProperties.read(disk, two).orElseThrow();
        MetaProperties third = MetaProperties.read(disk, metadata).orElseThrow();
        assertFalse(first.directoryId().equals(second.directoryId()));
        assertFalse(second.directoryId().equals(third.directoryId()));
    }

    @Test
    void formattingTwiceIsRefusedUnlessTheFormattedShallBeIgnored() throws IOException {
        Path data = temp.resolve("data");
        format(config());
        MetaProperties before = MetaProperties.read(disk, data).orElseThrow();
        Ran again = format(config());
        assertEquals(1, again.status());
        assertEquals(
                "Log directory %s is already formatted. Use --ignore-formatted to ignore this directory and format the others."
                        .formatted(data),
                again.complaint());
        Ran ignoring = format(config(), "--ignore-formatted");
        assertEquals(0, ignoring.status());
        assertEquals("All of the log directories are already formatted.", ignoring.out().strip());
        assertEquals(before, MetaProperties.read(disk, data).orElseThrow());
    }

    @Test
    void ignoringTheFormattedFormatsTheOthers() throws IOException {
        format(config());
        Path added = temp.resolve("added");
        Ran ran = format(config("log.dirs=" + temp.resolve("data") + "," + added), "-g");
        assertEquals(
                "Formatting data directory %s with metadata.version 4.4-IV2.".formatted(added),
                ran.out().strip());
    }

    @Test
    void aDirectoryOfAnotherClusterOrNodeIsNeverTouched() throws IOException {
        format(config());
        Path file = temp.resolve("data/meta.properties");
        Ran other = storage("format", "-g", "-t", "other", "-c", config().toString());
        assertEquals(1, other.status());
        assertEquals(
                "Invalid cluster.id in: %s. Expected other, but read %s".formatted(file, CLUSTER),
                other.complaint());
        Ran node = format(config("node.id=2"), "-g");
        assertEquals(
                "Invalid node.id in: %s. Expected 2, but read 1".formatted(file), node.complaint());
    }

    @Test
    void aBrokenMetaPropertiesIsNamed() throws IOException {
        Path data = Files.createDirectory(temp.resolve("data"));
        Files.writeString(data.resolve("meta.properties"), "version=1\n");
        Ran ran = format(config());
        assertEquals(1, ran.status());
        assertTrue(ran.complaint().startsWith(data.resolve("meta.properties").toString()));
    }

    @Test
    void anUnusableDirectoryIsNamedWithTheReason() throws IOException {
        Files.writeString(temp.resolve("file"), "");
        Ran ran = format(config("log.dirs=" + temp.resolve("file/below")));
        assertEquals(1, ran.status());
        assertTrue(
                ran.complaint()
                        .startsWith(
                                "Log directory %s cannot be used"
                                        .formatted(temp.resolve("file/below"))),
                ran.err());
        assertFalse(ran.err().contains("\tat "));
    }

    @Test
    void aDirectoryWithoutPermissionNamesTheUser() throws IOException {
        Path locked = Files.createDirectory(temp.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        Assumptions.assumeFalse(Files.isWritable(locked), "root may write everywhere");
        Ran ran = format(config("log.dirs=" + locked.resolve("below")));
        assertEquals(1, ran.status());
        assertTrue(
                ran.complaint()
                        .contains(
                                "user %s has no permission"
                                        .formatted(System.getProperty("user.name"))),
                ran.err());
    }

    @Test
    void standaloneMakesThisControllerTheFirstVoter() throws IOException {
        Ran ran = format(config("controller.quorum.voters="), "--standalone");
        assertEquals(0, ran.status(), ran.err());
        Path data = temp.resolve("data");
        assertTrue(ran.out().startsWith("Formatting dynamic metadata voter directory " + data));
        InitialVoters voters = InitialVoters.read(disk, data).orElseThrow();
        MetaProperties meta = MetaProperties.read(disk, data).orElseThrow();
        assertEquals(
                "[1@localhost:9093:%s]".formatted(KafkaUuid.print(meta.directoryId())),
                voters.voters().toString());
    }

    @Test
    void aControllerThatKnowsNoOtherNeedsNoFlag() throws IOException {
        Ran ran =
                format(
                        config(
                                "controller.quorum.voters=",
                                "controller.quorum.bootstrap.servers=localhost:9093"));
        assertEquals(0, ran.status(), ran.err());
        assertTrue(InitialVoters.read(disk, temp.resolve("data")).isPresent());
    }

    @Test
    void aControllerOfADynamicQuorumMustSayHowItBegins() throws IOException {
        Ran ran =
                format(
                        config(
                                "controller.quorum.voters=",
                                "controller.quorum.bootstrap.servers=localhost:9093,other:9093"));
        assertEquals(1, ran.status());
        assertEquals(
                "Because controller.quorum.voters is not set on this controller, you must specify one of the following: --standalone, --initial-controllers, or --no-initial-controllers.",
                ran.complaint());
    }

    @Test
    void initialControllersGiveTheNodeItsDirectoryId() throws IOException {
        String list = "1@localhost:9093:" + DIRECTORY + ",2@b:9093:MvDxzVmcRsaTz33bUuRU6A";
        Ran ran = format(config("controller.quorum.voters="), "--initial-controllers", list);
        assertEquals(0, ran.status(), ran.err());
        Path data = temp.resolve("data");
        assertEquals(
                DIRECTORY,
                KafkaUuid.print(MetaProperties.read(disk, data).orElseThrow().directoryId()));
        assertEquals(Optional.of(InitialVoters.parse(list)), InitialVoters.read(disk, data));
    }

    @Test
    void aNodeThatIsNotOfTheInitialControllersGetsTheListToo() throws IOException {
        String list = "2@b:9093:MvDxzVmcRsaTz33bUuRU6A";
        Ran ran = format(config("controller.quorum.voters="), "-I", list);
        assertTrue(ran.out().startsWith("Formatting dynamic metadata directory"), ran.out());
        assertTrue(InitialVoters.read(disk, temp.resolve("data")).isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--standalone | You cannot specify controller.quorum.voters and format",
                "-I 1@a:1:JEXY6aqzQY-32P5TStzaFg | You cannot specify controller.quorum.voters",
                "-s -N | Error: --standalone, --no-initial-controllers are mutually exclusive",
                "-r 9.9 | Unknown metadata.version '9.9'. Supported metadata.version are: 3.3-IV3",
                "-f foo=7 | Unsupported feature: foo. Supported features are: eligible.leader",
                "-f group.version=7 | Feature level 7 is not supported for feature group.version",
                "-f group.version | Invalid feature format: group.version. Expected format",
                "-r 4.4 -f metadata.version=33 | Use --release-version instead of --feature",
                "-S SCRAM-SHA-256=[name=a,password=b] | --add-scram is not supported yet",
                "-x | x is not a recognized option",
            })
    void whatCannotBeIsRefusedAndNothingIsWritten(String args, String complaint)
            throws IOException {
        Ran ran = format(config(), args.split(" ", -1));
        assertEquals(1, ran.status());
        assertTrue(ran.complaint().startsWith(complaint), ran.err());
        assertFalse(Files.exists(temp.resolve("data")));
    }

    @Test
    void onlyAControllerCanStandAlone() throws IOException {
        Ran ran =
                format(
                        config(
                                "process.roles=broker",
                                "controller.quorum.voters=",
                                "controller.quorum.bootstrap.servers=a:9093"),
                        "-s");
        assertEquals("You can only use --standalone on a controller.", ran.complaint());
    }

    @Test
    void aBrokerNeedsNoFlag() throws IOException {
        Ran ran =
                format(
                        config(
                                "process.roles=broker",
                                "controller.quorum.voters=",
                                "controller.quorum.bootstrap.servers=a:9093"));
        assertEquals(0, ran.status(), ran.err());
    }

    @Test
    void missingArgumentsAndFilesAreNamed() throws IOException {
        assertEquals(
                "Missing required argument \"[cluster-id]\"",
                storage("format", "-c", config().toString()).complaint());
        assertEquals(
                "Missing required argument \"[config]\"", storage("format", "-t", "x").complaint());
        Path none = temp.resolve("none");
        assertEquals("The file " + none + " does not exist", format(none).complaint());
        assertTrue(storage().complaint().startsWith("Say what to do"));
    }

    @Test
    void aClusterIdIsOneWord() throws IOException {
        Ran ran = storage("format", "-t", "two words", "-c", config().toString());
        assertEquals(1, ran.status());
        assertTrue(ran.complaint().startsWith("The cluster id 'two words' is not usable"));
        assertEquals(0, storage("format", "-t", "any-word_1", "-c", config().toString()).status());
    }

    @Test
    void aNoteSaysThatFeatureLevelsChangeNothing() throws IOException {
        Ran ran = format(config(), "-r", "3.9-IV0");
        assertEquals(0, ran.status());
        assertTrue(ran.out().strip().endsWith("with metadata.version 3.9-IV0."));
        assertTrue(ran.err().startsWith("Note: the feature levels are valid"));
    }

    @Test
    void infoShowsDirectoriesMetadataAndProblems() throws IOException {
        Path data = temp.resolve("data");
        Ran before = storage("info", "-c", config().toString());
        assertEquals(1, before.status());
        assertEquals("Found problem:%n  %s does not exist%n%n".formatted(data), before.out());
        Files.createDirectory(data);
        assertTrue(
                storage("info", "-c", config().toString())
                        .out()
                        .contains(data + " is not formatted."));
        format(config());
        String id = KafkaUuid.print(MetaProperties.read(disk, data).orElseThrow().directoryId());
        Ran after = storage("info", "-c", config().toString());
        assertEquals(0, after.status());
        assertEquals(
                """
                Found log directory:
                  %s

                Found metadata: {cluster.id=%s, directory.id=%s, node.id=1, version=1}

                """
                        .formatted(data, CLUSTER, id),
                after.out());
    }

    @Test
    void infoComparesTheDirectoriesWithEachOtherAndTheConfig() throws IOException {
        Path other = temp.resolve("other");
        format(config());
        storage("format", "-t", "x", "-c", config("log.dirs=" + other, "node.id=2").toString());
        Ran ran =
                storage(
                        "info",
                        "-c",
                        config("log.dirs=" + temp.resolve("data") + "," + other).toString());
        assertEquals(1, ran.status());
        assertTrue(ran.out().contains("Mismatched cluster IDs between storage directories."));
        assertTrue(ran.out().contains("Mismatched node IDs between storage directories."));
        Ran wrongNode = storage("info", "-c", config("node.id=9").toString());
        assertTrue(wrongNode.out().contains("belong to node 1, but node.id"), wrongNode.out());
    }

    @Test
    void versionMappingAndFeatureDependenciesAreKafkas() {
        assertEquals(
                """
                metadata.version=33 (4.4-IV2)
                kraft.version=1
                transaction.version=2
                group.version=1
                eligible.leader.replicas.version=1
                share.version=2
                streams.version=1
                """,
                storage("version-mapping").out());
        assertEquals(
                """
                metadata.version=25 (4.0)
                kraft.version=1
                transaction.version=2
                group.version=1
                eligible.leader.replicas.version=0
                share.version=0
                streams.version=0
                """,
                storage("version-mapping", "-r", "4.0").out());
        assertEquals(
                "eligible.leader.replicas.version=1 requires:%n    metadata.version=23 (4.0-IV1)%n"
                        .formatted(),
                storage("feature-dependencies", "-f", "eligible.leader.replicas.version=1").out());
        assertEquals(
                "Unknown feature: x", storage("feature-dependencies", "-f", "x=1").complaint());
    }
}
