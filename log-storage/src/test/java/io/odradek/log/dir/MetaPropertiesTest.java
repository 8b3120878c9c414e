package io.odradek.log.dir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.Disk;
import io.odradek.log.io.NioDisk;
import io.odradek.log.io.SimDisk;
import io.odradek.log.io.SimulatedCrash;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;

class MetaPropertiesTest {

    private static final UUID DIRECTORY = KafkaUuid.parse("JEXY6aqzQY-32P5TStzaFg");
    private static final MetaProperties SAMPLE =
            new MetaProperties("5L6g3nShT-eMCtK--X86sw", 7, DIRECTORY);

    @TempDir Path directory = Path.of("unset");

    private final Disk disk = new NioDisk();

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        SAMPLE.write(disk, directory);
        assertEquals(Optional.of(SAMPLE), MetaProperties.read(disk, directory));
        assertEquals(1, disk.list(directory).size(), "no temporary file is left");
    }

    @Test
    void theFileIsAJavaPropertiesFileWithKafkasFourKeys() throws IOException {
        SAMPLE.write(disk, directory);
        Properties properties = new Properties();
        try (var in = Files.newInputStream(directory.resolve("meta.properties"))) {
            properties.load(in);
        }
        assertEquals(
                "{cluster.id=5L6g3nShT-eMCtK--X86sw, directory.id=JEXY6aqzQY-32P5TStzaFg, node.id=7, version=1}",
                new java.util.TreeMap<>(properties).toString());
    }

    /** As Kafka's own format command leaves it. */
    @Test
    void aFileThatKafkaWroteIsRead() throws IOException {
        put(
                """
                #
                #Sat Nov 21 09:05:48 UTC 2026
                cluster.id=5L6g3nShT-eMCtK--X86sw
                directory.id=JEXY6aqzQY-32P5TStzaFg
                node.id=7
                version=1
                """);
        assertEquals(Optional.of(SAMPLE), MetaProperties.read(disk, directory));
    }

    @Test
    void anUnformattedDirectoryHasNone() throws IOException {
        assertEquals(Optional.empty(), MetaProperties.read(disk, directory));
        assertEquals(Optional.empty(), MetaProperties.read(disk, directory.resolve("none")));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "cluster.id=c;node.id=1;version=1, it has no 'directory.id'",
                "cluster.id=c;directory.id=JEXY6aqzQY-32P5TStzaFg;version=1, it has no 'node.id'",
                "directory.id=JEXY6aqzQY-32P5TStzaFg;node.id=1;version=1, it has no 'cluster.id'",
                "cluster.id=c;directory.id=JEXY6aqzQY-32P5TStzaFg;node.id=1, it has no 'version'",
                "cluster.id=c;directory.id=JEXY;node.id=1;version=1, 'JEXY' is not a Kafka uuid",
                "cluster.id=c;directory.id=AAAAAAAAAAAAAAAAAAAAAQ;node.id=1;version=1, reserved",
                "cluster.id=c;directory.id=JEXY6aqzQY-32P5TStzaFg;node.id=x;version=1, node.id is 'x'",
                "cluster.id=c;directory.id=JEXY6aqzQY-32P5TStzaFg;node.id=-1;version=1, but is -1",
                "cluster.id=c;broker.id=1;version=0, ZooKeeper",
                "version=2, knows only version=1",
            })
    void aBrokenFileIsRefusedWithItsNameAndTheReason(String lines, String reason)
            throws IOException {
        put(lines.replace(';', '\n'));
        var e = assertThrows(IOException.class, () -> MetaProperties.read(disk, directory));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith(directory.resolve("meta.properties").toString()), message);
        assertTrue(message.contains(reason), message);
    }

    @Test
    void aFileThatIsNoTextIsRefusedWithItsName() throws IOException {
        Files.write(MetaProperties.fileIn(directory), new byte[] {(byte) 0xff, (byte) 0xfe});
        var e = assertThrows(IOException.class, () -> MetaProperties.read(disk, directory));
        assertTrue(String.valueOf(e.getMessage()).contains("is not a text file"));
    }

    @Test
    void aCrashAtAnyOperationLeavesTheOldFileOrTheNewOne() throws IOException {
        MetaProperties next = new MetaProperties("other", 8, DIRECTORY);
        Path data = Path.of("/data");
        for (long crashAt = 1; ; crashAt++) {
            SimDisk sim = new SimDisk(new Random(crashAt));
            sim.createDirectories(data);
            sim.syncDirectory(Path.of("/"));
            SAMPLE.write(sim, data);
            sim.crashAtOperation(sim.operations() + crashAt);
            boolean finished = false;
            try {
                next.write(sim, data);
                finished = true;
            } catch (SimulatedCrash e) {
                // What the test is about.
            }
            sim.crash();
            MetaProperties survived = MetaProperties.read(sim, data).orElseThrow();
            if (finished) {
                assertEquals(next, survived);
                assertTrue(crashAt > 4, "some operations were cut");
                return;
            }
            assertTrue(survived.equals(SAMPLE) || survived.equals(next), survived.toString());
        }
    }

    private void put(String text) throws IOException {
        Files.writeString(MetaProperties.fileIn(directory), text);
    }
}
