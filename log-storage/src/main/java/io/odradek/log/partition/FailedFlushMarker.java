package io.odradek.log.partition;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.segment.SegmentFiles;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * The file {@code .flush-failed} of a log directory: a sync failed in it. After that the operating
 * system may call clean what no disk has: the next process reads it from the page cache, no sync
 * writes it, and a power cut takes it. So the next start writes again whatever was not known to be
 * durable. The marker itself need not be durable: it is gone when the page cache is. Stateless.
 */
public final class FailedFlushMarker {
    private static final Logger LOG = LoggerFactory.getLogger(FailedFlushMarker.class);
    private static final String NAME = ".flush-failed";
    private static final int CHUNK_BYTES = 1 << 20;

    private FailedFlushMarker() {}

    /** The process is about to end. */
    public static void leave(Disk disk, Path logDirectory) throws IOException {
        disk.open(logDirectory.resolve(NAME), Disk.Mode.CREATE).close();
    }

    public static boolean isIn(Disk disk, Path logDirectory) throws IOException {
        return disk.exists(logDirectory.resolve(NAME));
    }

    /**
     * Makes one partition's records durable from {@code recoveryPoint} on. Blocks.
     *
     * @throws IOException when the disk fails again
     */
    public static void heal(Disk disk, Path partition, long recoveryPoint) throws IOException {
        List<Path> segments =
                disk.list(partition).stream()
                        .filter(file -> SegmentFiles.offset(file, SegmentFiles.LOG).isPresent())
                        .toList();
        for (int i = 0; i < segments.size(); i++) {
            OptionalLong next =
                    i + 1 < segments.size()
                            ? SegmentFiles.offset(segments.get(i + 1), SegmentFiles.LOG)
                            : OptionalLong.empty();
            if (next.isEmpty() || next.getAsLong() > recoveryPoint) {
                rewrite(disk, segments.get(i));
            }
        }
        disk.syncDirectory(partition);
    }

    private static void rewrite(Disk disk, Path segment) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        try (DiskFile file = disk.open(segment, Disk.Mode.READ_WRITE)) {
            long at = 0;
            while (file.read(chunk.clear(), at) > 0) {
                chunk.flip();
                int bytes = chunk.remaining();
                file.write(chunk, at);
                at += bytes;
            }
            file.sync();
            LOG.info("{}: wrote {} bytes again after a failed flush", segment, at);
        }
    }

    /** All is healed. */
    public static void remove(Disk disk, Path logDirectory) throws IOException {
        disk.delete(logDirectory.resolve(NAME));
    }
}
