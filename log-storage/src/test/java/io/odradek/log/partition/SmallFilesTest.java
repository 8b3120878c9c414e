package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.SimDisk;
import io.odradek.log.io.WholeFile;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** The files beside the segments, in the formats other tools know. */
final class SmallFilesTest {

    private static final Path ROOT = Path.of("/");
    private final SimDisk disk = new SimDisk(new SplittableRandom(2));

    private String text(String name) throws IOException {
        ByteBuffer bytes = WholeFile.read(disk, ROOT.resolve(name), 10_000).orElseThrow();
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private void put(String name, String text) throws IOException {
        WholeFile.replace(disk, ROOT.resolve(name), StandardCharsets.UTF_8.encode(text));
    }

    @Test
    void checkpointsKeepOneOffsetForEachPartition() throws IOException {
        CheckpointFile file = new CheckpointFile(disk, ROOT, CheckpointFile.HIGH_WATERMARKS);
        assertEquals(Map.of(), file.read());
        Map<CheckpointFile.Partition, Long> offsets = new LinkedHashMap<>();
        offsets.put(new CheckpointFile.Partition("a", 0), 5L);
        offsets.put(new CheckpointFile.Partition("b.c-d", 12), 1L << 40);
        file.write(offsets);
        disk.crash();
        assertEquals(offsets, file.read());
        assertEquals("0\n2\na 0 5\nb.c-d 12 1099511627776\n", text(CheckpointFile.HIGH_WATERMARKS));
    }

    @Test
    void aDamagedCheckpointIsNamed() throws IOException {
        CheckpointFile file = new CheckpointFile(disk, ROOT, "c");
        for (String bad :
                new String[] {"", "1\n0\n", "0\n2\na 0 5\n", "0\n1\na 0\n", "0\n1\na 0 x\n"}) {
            put("c", bad);
            LogException e = assertThrows(LogException.class, file::read, bad);
            assertEquals(LogException.Category.CORRUPT, e.category());
            assertTrue(String.valueOf(e.getMessage()).contains("/c"), e::toString);
        }
    }

    @Test
    void epochsAreKeptAsText() throws IOException {
        PartitionLog log =
                PartitionLog.open(
                        disk, ROOT.resolve("t-0"), LogConformance.CONFIG, OpenInfo.UNKNOWN, 0);
        LogConformance.fill(log, 2, 3);
        LogConformance.fill(log, 1, 8);
        LogConformance.flush(log);
        assertEquals("0\n2\n3 0\n8 4\n", text("t-0/leader-epoch-checkpoint"));
        log.close(true);
    }

    @Test
    void partitionMetadataNamesTheTopic() throws IOException {
        assertEquals(Optional.empty(), PartitionMetadata.read(disk, ROOT));
        UUID id = new UUID(0x0123456789abcdefL, 0xfedcba9876543210L);
        PartitionMetadata.write(disk, ROOT, id);
        assertEquals("version: 0\ntopic_id: ASNFZ4mrze_-3LqYdlQyEA\n", text("partition.metadata"));
        assertEquals(Optional.of(id), PartitionMetadata.read(disk, ROOT));
        put("partition.metadata", "version: 0\ntopic_id: short\n");
        assertThrows(LogException.class, () -> PartitionMetadata.read(disk, ROOT));
    }

    @Test
    void theCleanShutdownMarkerIsTakenOnce() throws IOException {
        assertFalse(CleanShutdownMarker.take(disk, ROOT));
        CleanShutdownMarker.leave(disk, ROOT, 7);
        assertEquals("{\"version\":0,\"brokerEpoch\":7}", text(".kafka_cleanshutdown"));
        disk.crash();
        assertTrue(CleanShutdownMarker.take(disk, ROOT));
        disk.crash();
        assertFalse(CleanShutdownMarker.take(disk, ROOT));
    }
}
