package io.odradek.raft.store;

import io.odradek.log.io.Disk;
import io.odradek.raft.Entry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The log's files, oldest first, without gaps. Only the newest is written. Whatever is deleted is
 * deleted from an end, one file at a time and durably, so that a crash never leaves a hole.
 * Confined to the store.
 */
final class SegmentedLog {

    private static final String SUFFIX = ".raftlog";

    private final Disk disk;
    private final Path directory;
    private final int segmentBytes;
    private final ArrayList<Segment> segments = new ArrayList<>();

    /** The last index a finished {@link #sync} covers. */
    private long syncedIndex;

    private SegmentedLog(Disk disk, Path directory, int segmentBytes) {
        this.disk = disk;
        this.directory = directory;
        this.segmentBytes = segmentBytes;
    }

    /**
     * Reads every file. When there is none, the log begins after {@code startIndex, startTerm}, the
     * end of the snapshot.
     */
    static SegmentedLog recover(
            Disk disk,
            Path directory,
            int segmentBytes,
            long startIndex,
            int startTerm,
            LogVisitor visitor)
            throws IOException {
        SegmentedLog log = new SegmentedLog(disk, directory, segmentBytes);
        List<Path> files =
                disk.list(directory).stream().filter(path -> name(path).endsWith(SUFFIX)).toList();
        for (int i = 0; i < files.size(); i++) {
            log.recoverOne(files.get(i), i == files.size() - 1, visitor);
        }
        if (log.segments.isEmpty()) {
            log.create(startIndex + 1, startTerm);
            visitor.begin(startIndex, startTerm);
        }
        // What was read may have come from the page cache: it counts only once it is synced. And
        // after a failed sync in a former life the cache may call clean what no disk has: written
        // again, it cannot.
        log.newest().rewriteUnproven();
        log.newest().sync();
        disk.syncDirectory(directory);
        log.syncedIndex = log.lastIndex();
        return log;
    }

    private void recoverOne(Path path, boolean newest, LogVisitor visitor) throws IOException {
        long base = baseIndexOf(path);
        if (!segments.isEmpty() && base != lastIndex() + 1) {
            throw new CorruptStoreException(
                    path, 0, "the file before it ends at entry " + lastIndex());
        }
        Segment segment;
        try {
            segment = Segment.open(disk, path, base, newest);
        } catch (Segment.TornHeadException torn) {
            disk.delete(path);
            disk.syncDirectory(directory);
            return;
        }
        segments.add(segment);
        if (segments.size() == 1) {
            visitor.begin(base - 1, segment.previousTerm());
        }
        segment.scan(newest, visitor::entry);
    }

    private void create(long baseIndex, int previousTerm) throws IOException {
        Path path = directory.resolve("%020d%s".formatted(baseIndex, SUFFIX));
        segments.add(Segment.create(disk, path, baseIndex, previousTerm));
    }

    private static long baseIndexOf(Path path) throws IOException {
        String name = name(path);
        try {
            return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
        } catch (NumberFormatException e) {
            throw new IOException(
                    path + " is no file of the metadata log: move it out of the directory.", e);
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private Segment newest() {
        return segments.getLast();
    }

    long firstIndex() {
        return segments.getFirst().baseIndex();
    }

    long lastIndex() {
        return newest().lastIndex();
    }

    /** Writes; durable after {@link #sync}. */
    void append(List<Entry> entries, int previousTerm) throws IOException {
        long first = entries.getFirst().index();
        if (first != lastIndex() + 1) {
            throw new IllegalStateException(
                    "Entry %d does not follow %d: this is a bug.".formatted(first, lastIndex()));
        }
        if (newest().size() >= segmentBytes) {
            sync();
            create(first, previousTerm);
        }
        newest().append(entries, syncedIndex);
    }

    void sync() throws IOException {
        newest().sync();
        syncedIndex = lastIndex();
    }

    /** Cuts off every entry from {@code index} on, durably. */
    void truncateFrom(long index) throws IOException {
        while (segments.size() > 1 && newest().baseIndex() >= index) {
            deleteOne(segments.removeLast());
        }
        newest().truncateFrom(index);
        syncedIndex = Math.min(syncedIndex, index - 1);
    }

    /** Drops everything, durably; the log goes on after {@code index, term}. */
    void reset(long index, int term) throws IOException {
        while (!segments.isEmpty()) {
            deleteOne(segments.removeLast());
        }
        create(index + 1, term);
        syncedIndex = index;
    }

    /** Drops whole files up to {@code index}, but keeps some {@code retainedBytes} before it. */
    void dropPrefix(long index, long retainedBytes) throws IOException {
        long kept = segments.stream().mapToLong(Segment::size).sum();
        while (segments.size() > 1) {
            Segment oldest = segments.getFirst();
            kept -= oldest.size();
            if (oldest.lastIndex() > index || kept < retainedBytes) {
                return;
            }
            segments.removeFirst();
            deleteOne(oldest);
        }
    }

    private void deleteOne(Segment segment) throws IOException {
        segment.delete();
        disk.syncDirectory(directory);
    }

    /** Entries from {@code from} on within the budget, at least one; none if they are gone. */
    List<Entry> read(long from, long to, int bytesMax) throws IOException {
        List<Entry> found = new ArrayList<>();
        int bytes = 0;
        for (Segment segment : segments) {
            long next = from + found.size();
            boolean holdsNext = segment.baseIndex() <= next && next <= segment.lastIndex();
            if (from >= firstIndex() && next <= to && holdsNext && bytes < bytesMax) {
                bytes += segment.read(next, to, bytesMax - bytes, found);
            }
        }
        return found;
    }

    void close() throws IOException {
        for (Segment segment : segments) {
            segment.close();
        }
    }
}
