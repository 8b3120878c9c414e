package io.odradek.log.io;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

final class NioDiskTest extends DiskConformance {

    @TempDir Path dir;
    private final NioDisk disk = new NioDisk();

    @Override
    Disk disk() {
        return disk;
    }

    @Override
    Path root() {
        return dir;
    }

    @Test
    void aFullDeviceIsReportedWithTheFileAndWhatToDo() throws IOException {
        Path full = Path.of("/dev/full");
        org.junit.jupiter.api.Assumptions.assumeTrue(disk.exists(full), "/dev/full is Linux only");
        try (DiskFile file = disk.open(full, Disk.Mode.READ_WRITE)) {
            DiskFullException e =
                    org.junit.jupiter.api.Assertions.assertThrows(
                            DiskFullException.class, () -> file.write(ByteBuffer.allocate(8), 0));
            assertTrue(String.valueOf(e.getMessage()).contains("/dev/full"), e::toString);
        }
    }

    /** As when a file or a directory cannot be made. */
    @Test
    void wantOfSpaceIsKnownWhateverItIsWantedFor() {
        Path path = Path.of("/data/t-0");
        IOException full =
                DiskFullException.orSame(
                        path,
                        new FileSystemException("/data/t-0", null, "No space left on device"));
        assertInstanceOf(DiskFullException.class, full);
        assertTrue(
                String.valueOf(full.getMessage()).contains("/data/t-0 (No space"), full::toString);
        IOException other = new FileSystemException("/data/t-0", null, "Permission denied");
        assertSame(other, DiskFullException.orSame(path, other));
    }

    @Test
    void aSyncThatFailsForWantOfSpaceIsNotPassedOffAsAFullDisk() {
        IOException failed =
                NioFile.syncFailed(Path.of("/data/a"), new IOException("No space left on device"));
        assertFalse(failed instanceof DiskFullException, failed::toString);
        assertTrue(String.valueOf(failed.getMessage()).contains("/data/a"), failed::toString);
    }
}
