package io.odradek.log.dir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.Disk;
import io.odradek.log.io.NioDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class InitialVotersTest {

    private static final String THREE =
            "3@[::1]:9097:07R5amHmR32VDA6jHkGbTA,1@a.example:9093:JEXY6aqzQY-32P5TStzaFg,"
                    + "2@b.example:9093:MvDxzVmcRsaTz33bUuRU6A";

    @TempDir Path directory = Path.of("unset");

    private final Disk disk = new NioDisk();

    @Test
    void theCommandLinesListIsReadAndSortedById() {
        InitialVoters voters = InitialVoters.parse(THREE);
        assertEquals(List.of(1, 2, 3), voters.voters().stream().map(v -> v.id()).toList());
        InitialVoters.Voter third = voters.voter(3).orElseThrow();
        assertEquals("::1", third.host());
        assertEquals(9097, third.port());
        assertEquals("3@[::1]:9097:07R5amHmR32VDA6jHkGbTA", third.toString());
        assertEquals(Optional.empty(), voters.voter(4));
    }

    @Test
    void whatIsWrittenIsReadBackFromReadableLines() throws IOException {
        InitialVoters voters = InitialVoters.parse(THREE);
        voters.write(disk, directory);
        assertEquals(Optional.of(voters), InitialVoters.read(disk, directory));
        assertTrue(
                Files.readString(directory.resolve("initial-voters"))
                        .contains("\n1@a.example:9093:JEXY6aqzQY-32P5TStzaFg\n"));
    }

    @Test
    void aDirectoryFormattedForAStaticQuorumHasNone() throws IOException {
        assertEquals(Optional.empty(), InitialVoters.read(disk, directory));
    }

    @Test
    void aWrongLineIsRefusedWithFileAndNumber() throws IOException {
        Files.writeString(
                InitialVoters.fileIn(directory),
                "# comment\n1@a:9093:JEXY6aqzQY-32P5TStzaFg\n\n2@b\n");
        var e = assertThrows(IOException.class, () -> InitialVoters.read(disk, directory));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("initial-voters, near line 4: '2@b' is not"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''| another shape",
                "1| another shape",
                "1@a:9093| another shape",
                "@a:9093:JEXY6aqzQY-32P5TStzaFg| another shape",
                "1@:9093:JEXY6aqzQY-32P5TStzaFg| the host is empty",
                "x@a:9093:JEXY6aqzQY-32P5TStzaFg| the node id 'x'",
                "-1@a:9093:JEXY6aqzQY-32P5TStzaFg| the node id '-1'",
                "1@a:0:JEXY6aqzQY-32P5TStzaFg| the port '0'",
                "1@a:65536:JEXY6aqzQY-32P5TStzaFg| the port '65536'",
                "1@a:9093:JEXY6aqz| is not a Kafka uuid",
                "1@a:9093:AAAAAAAAAAAAAAAAAAAAAA| reserved",
                "1@::1:9093:JEXY6aqzQY-32P5TStzaFg| in brackets",
                "1@a:1:JEXY6aqzQY-32P5TStzaFg,1@b:1:MvDxzVmcRsaTz33bUuRU6A| node id 1 twice",
                "1@a:1:JEXY6aqzQY-32P5TStzaFg,2@A:1:MvDxzVmcRsaTz33bUuRU6A| endpoint a:1 twice",
                "1@a:1:JEXY6aqzQY-32P5TStzaFg,2@b:1:JEXY6aqzQY-32P5TStzaFg| directory id",
                "1@a:1:JEXY6aqzQY-32P5TStzaFg,| another shape",
            })
    void aListThatIsWrongIsRefusedWithTheReason(String list, String reason) {
        var e = assertThrows(IllegalArgumentException.class, () -> InitialVoters.parse(list));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(reason), message);
    }
}
