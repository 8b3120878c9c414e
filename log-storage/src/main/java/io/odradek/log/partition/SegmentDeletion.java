package io.odradek.log.partition;

import io.odradek.log.io.Disk;
import io.odradek.log.segment.Segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Segments that the log has given up, to be deleted by an I/O thread. Oldest first, each durably
 * before the next, so that a crash leaves no hole between segments.
 */
public final class SegmentDeletion {

    private final Disk disk;
    private final Path directory;
    private final List<Long> baseOffsets;

    SegmentDeletion(Disk disk, Path directory, List<Long> baseOffsets) {
        this.disk = disk;
        this.directory = directory;
        this.baseOffsets = baseOffsets;
    }

    public boolean isEmpty() {
        return baseOffsets.isEmpty();
    }

    /** Call it once, on any one thread. */
    public void run() throws IOException {
        for (long baseOffset : baseOffsets) {
            Segment.deleteFiles(disk, directory, baseOffset);
            disk.syncDirectory(directory);
        }
    }
}
