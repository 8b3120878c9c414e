package io.odradek.log.partition;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.WholeFile;
import io.odradek.log.segment.SegmentFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The {@code .snapshot} files of a log. Each stands at an offset and says what the producers were
 * when the log ended there. One is written at every roll, and one by every checkpoint; the latter
 * also proves that the log below it was durable. Confined to its log.
 */
final class ProducerSnapshots {

    private static final int MAX_BYTES = 256 << 20;

    private final Disk disk;
    private final Path directory;
    private final NavigableSet<Long> offsets = new TreeSet<>();

    ProducerSnapshots(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    static Path path(Path directory, long offset) {
        return SegmentFiles.of(directory, offset, SegmentFiles.PRODUCER_SNAPSHOT);
    }

    void found(long offset) {
        offsets.add(offset);
    }

    boolean has(long offset) {
        return offsets.contains(offset);
    }

    /**
     * Loads the latest readable snapshot at or below {@code offset} into {@code table}; returns its
     * offset, or -1 when there is none (and the table is empty).
     */
    long loadAtMost(long offset, ProducerStateTable table) throws IOException {
        table.clear();
        Long at = offsets.floor(offset);
        while (at != null) {
            ByteBuffer bytes = WholeFile.read(disk, path(directory, at), MAX_BYTES).orElse(null);
            if (bytes != null && ProducerSnapshot.decode(bytes, table)) {
                return at;
            }
            disk.delete(path(directory, at)); // torn by a crash: the log itself knows better
            offsets.remove(at);
            at = offsets.floor(offset);
        }
        return -1;
    }

    /** Writes a snapshot that a crash may tear; the checksum tells. */
    void writeAtRoll(long offset, ProducerStateTable table) throws IOException {
        try (DiskFile file = disk.open(path(directory, offset), Disk.Mode.CREATE)) {
            file.truncate(0);
            file.write(ProducerSnapshot.encode(table), 0);
        }
        offsets.add(offset);
    }

    /** On the flushing thread: writes a checkpoint's snapshot where it does not count yet. */
    static void prepare(Disk disk, Path directory, long offset, ByteBuffer bytes)
            throws IOException {
        try (DiskFile file = disk.open(prepared(directory, offset), Disk.Mode.CREATE)) {
            file.truncate(0);
            file.write(bytes, 0);
            file.sync();
        }
    }

    /**
     * Gives the prepared snapshot its name. Not synced: if a crash loses the name, recovery starts
     * from an older one.
     */
    void publish(long offset) throws IOException {
        disk.rename(prepared(directory, offset), path(directory, offset));
        offsets.add(offset);
    }

    void discardPrepared(long offset) throws IOException {
        disk.delete(prepared(directory, offset));
    }

    private static Path prepared(Path directory, long offset) {
        return SegmentFiles.of(directory, offset, SegmentFiles.PRODUCER_SNAPSHOT + ".tmp");
    }

    /** Deletes the snapshots above {@code offset}; true if there were any. */
    boolean deleteAbove(long offset) throws IOException {
        NavigableSet<Long> above = offsets.tailSet(offset, false);
        boolean any = !above.isEmpty();
        for (Long at : above) {
            disk.delete(path(directory, at));
        }
        above.clear();
        return any;
    }

    /** Deletes the snapshots below {@code offset}. */
    void deleteBelow(long offset) throws IOException {
        NavigableSet<Long> below = offsets.headSet(offset, false);
        for (Long at : below) {
            disk.delete(path(directory, at));
        }
        below.clear();
    }

    /** Deletes those that stand at one of {@code bases}, which are segments' starts no more. */
    void deleteAt(Iterable<Long> bases) throws IOException {
        for (Long base : bases) {
            if (offsets.remove(base)) {
                disk.delete(path(directory, base));
            }
        }
    }

    /**
     * After a checkpoint at {@code latest}: deletes older ones that stand at no segment's start.
     */
    void deleteSuperseded(long latest, SegmentList segments) throws IOException {
        var older = offsets.headSet(latest, false).iterator();
        while (older.hasNext()) {
            long at = older.next();
            int segment = segments.floor(at);
            if (segment < 0 || segments.baseOffset(segment) != at) {
                disk.delete(path(directory, at));
                older.remove();
            }
        }
    }
}
