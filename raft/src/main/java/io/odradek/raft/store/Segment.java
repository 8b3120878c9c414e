package io.odradek.raft.store;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.raft.Entry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * One file of the log: a head that says which entry comes first and the term of the one before it,
 * then entries without gaps. Confined to the store.
 */
final class Segment {

    static final int HEAD_BYTES = 24;
    private static final int MAGIC = 0x4f524c47;
    private static final int VERSION = 1;
    private static final int MARK_EVERY_BYTES = 64 << 10;

    /** Where some entry begins, so that reading need not begin at the head. */
    private record Mark(long index, long position) {}

    private final Disk disk;
    private final Path path;
    private final long baseIndex;
    private final int previousTerm;
    private final DiskFile file;
    private final ArrayList<Mark> marks = new ArrayList<>();
    private long lastIndex;
    private long size = HEAD_BYTES;

    /** What the last entry that {@link #scan} found proves to have been synced. */
    private long provenIndex = -1;

    private Segment(Disk disk, Path path, long baseIndex, int previousTerm, DiskFile file) {
        this.disk = disk;
        this.path = path;
        this.baseIndex = baseIndex;
        this.previousTerm = previousTerm;
        this.file = file;
        this.lastIndex = baseIndex - 1;
    }

    /** A new, empty file, durable with its name before any entry is written to it. */
    static Segment create(Disk disk, Path path, long baseIndex, int previousTerm)
            throws IOException {
        DiskFile file = disk.open(path, Disk.Mode.CREATE);
        file.truncate(0);
        file.write(head(baseIndex, previousTerm), 0);
        file.sync();
        disk.syncDirectory(parent(path));
        return new Segment(disk, path, baseIndex, previousTerm, file);
    }

    /** A file that exists; {@link #scan} it next. */
    static Segment open(Disk disk, Path path, long baseIndex, boolean newest) throws IOException {
        DiskFile file = disk.open(path, Disk.Mode.READ_WRITE);
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        Io.read(file, head, 0);
        int previousTerm = head.limit() < HEAD_BYTES ? -1 : head.getInt(16);
        if (previousTerm >= 0 && head.equals(head(baseIndex, previousTerm))) {
            return new Segment(disk, path, baseIndex, previousTerm, file);
        }
        long found = file.size();
        file.close();
        if (newest && found <= HEAD_BYTES) {
            throw new TornHeadException(path);
        }
        throw new CorruptStoreException(path, 0, "its head is unreadable");
    }

    /**
     * Reads the whole file and shows every entry to {@code visitor}.
     *
     * @param newest only the newest file may end in a torn tail, for each one before was synced
     *     whole before its successor was made; the tail is cut off
     */
    void scan(boolean newest, Consumer<Entry> visitor) throws IOException {
        long found = file.size();
        SegmentReader reader = new SegmentReader(file, HEAD_BYTES, found);
        for (var stored = reader.next(); stored != null; stored = reader.next()) {
            long expected = lastIndex + 1;
            if (stored.entry().index() != expected) {
                throw new CorruptStoreException(
                        path,
                        size,
                        "entry %d stands where %d belongs"
                                .formatted(stored.entry().index(), expected));
            }
            noteAppended(expected, stored.bytes());
            provenIndex = stored.syncedIndex();
            visitor.accept(stored.entry());
        }
        if (size < found) {
            refuseIfPromised(found, newest);
            file.truncate(size);
        }
    }

    /** The newest file was just being made: it holds nothing yet. */
    static final class TornHeadException extends IOException {
        TornHeadException(Path path) {
            super(path + " was being created when the node stopped.");
        }
    }

    /** Refuses if something proves that the first unreadable entry had been synced. */
    private void refuseIfPromised(long found, boolean newest) throws IOException {
        long lost = lastIndex + 1;
        if (!newest) {
            throw new CorruptStoreException(
                    path, size, "entry " + lost + " is unreadable, and later files exist");
        }
        SegmentReader reader = new SegmentReader(file, size, found);
        for (long at = size; at + EntryFormat.HEAD_BYTES <= found; at++) {
            var stored = reader.at(at);
            if (stored != null && stored.entry().index() > lost && stored.syncedIndex() >= lost) {
                throw new CorruptStoreException(
                        path,
                        size,
                        "entry %d is unreadable, though entry %d proves that it was on the disk"
                                .formatted(lost, stored.entry().index()));
            }
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? Path.of(".") : parent;
    }

    private static ByteBuffer head(long baseIndex, int previousTerm) {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        head.putInt(MAGIC).putInt(VERSION).putLong(baseIndex).putInt(previousTerm);
        CRC32C crc = new CRC32C();
        crc.update(head.slice(0, HEAD_BYTES - 4));
        return head.putInt((int) crc.getValue()).flip();
    }

    Path path() {
        return path;
    }

    long baseIndex() {
        return baseIndex;
    }

    int previousTerm() {
        return previousTerm;
    }

    long lastIndex() {
        return lastIndex;
    }

    long size() {
        return size;
    }

    /** Writes; durable after {@link #sync}. */
    void append(List<Entry> entries, long syncedIndex) throws IOException {
        int bytes = 0;
        for (Entry entry : entries) {
            bytes += EntryFormat.sizeOf(entry);
        }
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        for (Entry entry : entries) {
            EntryFormat.write(entry, syncedIndex, buffer);
        }
        file.write(buffer.flip(), size);
        for (Entry entry : entries) {
            noteAppended(entry.index(), EntryFormat.sizeOf(entry));
        }
    }

    private void noteAppended(long index, int bytes) {
        if (marks.isEmpty() || size - marks.getLast().position >= MARK_EVERY_BYTES) {
            marks.add(new Mark(index, size));
        }
        lastIndex = index;
        size += bytes;
    }

    /** Cuts off every entry from {@code index} on, durably: nothing old may shine through later. */
    void truncateFrom(long index) throws IOException {
        size = positionOf(index);
        lastIndex = index - 1;
        marks.removeIf(mark -> mark.index >= index);
        file.truncate(size);
        file.sync();
    }

    /** Adds entries from {@code from} on, until one does not fit the budget or the file ends. */
    int read(long from, long to, int bytesMax, List<Entry> target) throws IOException {
        SegmentReader reader = new SegmentReader(file, positionOf(from), size);
        int bytes = 0;
        for (long index = from; index <= Math.min(to, lastIndex); index++) {
            var stored = reader.next();
            if (stored == null || stored.entry().index() != index) {
                throw new CorruptStoreException(
                        path, reader.position(), "entry " + index + " is unreadable");
            }
            if (!target.isEmpty() && bytes + stored.entry().weight() > bytesMax) {
                break;
            }
            bytes += stored.entry().weight();
            target.add(stored.entry());
        }
        return bytes;
    }

    private long positionOf(long index) throws IOException {
        if (index > lastIndex) {
            return size;
        }
        Mark best = new Mark(baseIndex, HEAD_BYTES);
        for (Mark mark : marks) {
            if (mark.index > index) {
                break;
            }
            best = mark;
        }
        SegmentReader reader = new SegmentReader(file, best.position, size);
        for (long at = best.index; at < index; at++) {
            if (reader.next() == null) {
                throw new CorruptStoreException(
                        path, reader.position(), "entry " + at + " is unreadable");
            }
        }
        return reader.position();
    }

    /**
     * Writes again what {@link #scan} found behind the last entry that was known to be synced, so
     * that the next {@link #sync} covers it.
     */
    void rewriteUnproven() throws IOException {
        long from = provenIndex < baseIndex ? 0 : positionOf(provenIndex + 1);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size - from));
        Io.read(file, bytes, from);
        file.write(bytes, from);
    }

    void sync() throws IOException {
        file.sync();
    }

    void close() throws IOException {
        file.close();
    }

    /** Closes and deletes the file; durable after the directory is synced. */
    void delete() throws IOException {
        file.close();
        disk.delete(path);
    }
}
