package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.SimDisk;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** After a failed sync the page cache shows what no disk has, and calls it clean. */
final class FailedFlushTest {
    private static final Path DIRECTORY = Path.of("/data");
    private static final Path PARTITION = DIRECTORY.resolve("t-0");
    private static final Path SEGMENT = PARTITION.resolve("00000000000000000000.log");
    private static final int BYTES = 100_000;

    private static SimDisk afterAFailedSync(long seed) throws IOException {
        SimDisk disk = new SimDisk(new SplittableRandom(seed));
        disk.createDirectories(PARTITION);
        DiskFile file = disk.open(SEGMENT, Disk.Mode.CREATE);
        disk.syncDirectory(Path.of("/"));
        disk.syncDirectory(DIRECTORY);
        disk.syncDirectory(PARTITION);
        file.write(ByteBuffer.wrap(contents()), 0);
        disk.failNext(SimDisk.Operation.SYNC, 1);
        assertThrows(IOException.class, file::sync);
        FailedFlushMarker.leave(disk, DIRECTORY);
        disk.kill();
        return disk;
    }

    private static byte[] contents() {
        byte[] bytes = new byte[BYTES];
        new SplittableRandom(5).nextBytes(bytes);
        return bytes;
    }

    private static boolean isWhole(SimDisk disk) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(BYTES + 1);
        try (DiskFile file = disk.open(SEGMENT, Disk.Mode.READ)) {
            file.read(read, 0);
        }
        return read.flip().equals(ByteBuffer.wrap(contents()));
    }

    @Test
    void whatIsHealedSurvivesAPowerCut() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            SimDisk disk = afterAFailedSync(seed);
            assertTrue(FailedFlushMarker.isIn(disk, DIRECTORY));
            FailedFlushMarker.heal(disk, PARTITION, 0);
            FailedFlushMarker.remove(disk, DIRECTORY);
            disk.crash();
            assertTrue(isWhole(disk), "seed " + seed);
        }
    }

    @Test
    void anotherSyncAloneHealsNothing() throws IOException {
        int lost = 0;
        for (long seed = 0; seed < 50; seed++) {
            SimDisk disk = afterAFailedSync(seed);
            try (DiskFile file = disk.open(SEGMENT, Disk.Mode.READ_WRITE)) {
                file.sync();
            }
            disk.crash();
            lost += isWhole(disk) ? 0 : 1;
        }
        assertTrue(lost > 0, "the simulated disk forgives failed syncs");
    }

    @Test
    void theMarkerGoesWithThePageCache() throws IOException {
        int gone = 0;
        for (long seed = 0; seed < 50; seed++) {
            SimDisk disk = afterAFailedSync(seed);
            disk.crash();
            gone += FailedFlushMarker.isIn(disk, DIRECTORY) ? 0 : 1;
        }
        assertTrue(gone > 0);
    }

    @Test
    void segmentsBelowTheRecoveryPointAreLeftAlone() throws IOException {
        SimDisk disk = afterAFailedSync(1);
        disk.open(PARTITION.resolve("00000000000000000500.log"), Disk.Mode.CREATE).close();
        long writes = disk.operations(SimDisk.Operation.WRITE);
        FailedFlushMarker.heal(disk, PARTITION, 500);
        assertEquals(writes, disk.operations(SimDisk.Operation.WRITE));
    }
}
