package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.Disk;
import io.odradek.log.io.SimDisk;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

final class SimLogTest extends LogConformance {

    private final SimDisk disk = new SimDisk(new SplittableRandom(1));

    @Override
    Disk disk() {
        return disk;
    }

    @Override
    Path root() {
        return Path.of("/");
    }

    @Test
    void aFlushWithoutRoomForTheEpochsIsMadeUpForOnceThereIsRoom() throws IOException {
        PartitionLog log = fill(open(), 60, 3);
        long end = log.logEndOffset();
        disk.capacity(disk.usedBytes());
        LogException full = assertThrows(LogException.class, () -> flush(log));
        assertEquals(LogException.Category.FULL, full.category());
        assertEquals(0, log.flushedOffset());
        assertTrue(log.needsFlush());

        disk.capacity(Long.MAX_VALUE);
        flush(log);
        assertEquals(end, log.flushedOffset());
        disk.crash();
        PartitionLog again = open();
        assertEquals(end, again.logEndOffset());
        assertEquals(3, again.latestEpoch());
        again.close(true);
    }

    @Test
    void aLogThatCannotBeOpenedHoldsNoFileOpen() throws IOException {
        PartitionLog log = fill(open(), 60, 3);
        flush(log);
        disk.crash();
        int tried = 0;
        for (long room = 0; ; room += 50) {
            disk.capacity(disk.usedBytes() + room);
            try {
                open().close(true);
                break;
            } catch (LogException e) {
                assertEquals(LogException.Category.FULL, e.category());
                assertEquals(Map.of(), disk.openFilesByName());
                tried++;
            }
        }
        assertTrue(tried > 0, "there was always room");
    }
}
