package io.odradek.log.segment;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.Invariants;
import io.odradek.log.io.SharedFile;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file of entries of one size, to which entries are only added. New entries wait in memory and
 * reach the file a few kilobytes at a time, so that an append to the log costs no system call here;
 * what a crash loses is rebuilt from the log. Confined.
 */
final class EntryFile {

    private static final int TAIL_BYTES = 4096;
    private static final int PAGE_ENTRIES = 256;

    private final Disk disk;
    private final Path path;
    private final int entryBytes;
    private @Nullable SharedFile file;
    private int written;
    private @Nullable ByteBuffer tail;
    private @Nullable ByteBuffer page;
    private int pageFirst;

    /** {@code written} entries are in the file already. */
    private EntryFile(Disk disk, Path path, int entryBytes, int written) {
        this.disk = disk;
        this.path = path;
        this.entryBytes = entryBytes;
        this.written = written;
    }

    /** For a new segment; the file appears with the first {@link #writeTail}. */
    static EntryFile fresh(Disk disk, Path path, int entryBytes) {
        return new EntryFile(disk, path, entryBytes, 0);
    }

    /**
     * Whatever the file holds: a missing file has no entries, a torn entry at the end is left out.
     */
    static EntryFile existing(Disk disk, Path path, int entryBytes) throws IOException {
        EntryFile entries = new EntryFile(disk, path, entryBytes, 0);
        try {
            SharedFile shared = new SharedFile(disk.open(path, Disk.Mode.READ_WRITE));
            entries.file = shared;
            entries.written = (int) (shared.file().size() / entryBytes);
        } catch (NoSuchFileException missing) {
            return entries;
        } catch (IOException e) {
            entries.closeHandle();
            throw e;
        }
        return entries;
    }

    Path path() {
        return path;
    }

    int count() {
        return written + (tail == null ? 0 : tail.position() / entryBytes);
    }

    /** The place for one more entry; the caller puts exactly one. */
    ByteBuffer slot() {
        ByteBuffer room = tail;
        if (room == null) {
            room = ByteBuffer.allocate(TAIL_BYTES / 8);
        } else if (room.remaining() < entryBytes) {
            room = ByteBuffer.allocate(room.capacity() * 2).put(room.flip());
        }
        tail = room;
        return room;
    }

    /** Whether {@link #writeTail} is due. */
    boolean isTailFull() {
        return tail != null && tail.position() >= TAIL_BYTES - entryBytes;
    }

    /** Writes the waiting entries; creates the file if there is none. Not durable until synced. */
    void writeTail() throws IOException {
        ByteBuffer waiting = tail;
        DiskFile target = open().file();
        if (waiting != null && waiting.position() > 0) {
            int entries = waiting.position() / entryBytes;
            target.write(waiting.duplicate().flip(), (long) written * entryBytes);
            written += entries;
        }
        tail = null;
    }

    long longAt(int entry, int at) throws IOException {
        ByteBuffer waiting = tail;
        if (entry >= written && waiting != null) {
            return waiting.getLong((entry - written) * entryBytes + at);
        }
        return page(entry).getLong((entry - pageFirst) * entryBytes + at);
    }

    int intAt(int entry, int at) throws IOException {
        ByteBuffer waiting = tail;
        if (entry >= written && waiting != null) {
            return waiting.getInt((entry - written) * entryBytes + at);
        }
        return page(entry).getInt((entry - pageFirst) * entryBytes + at);
    }

    private ByteBuffer page(int entry) throws IOException {
        Invariants.check(entry >= 0 && entry < written, "no such index entry", entry, written);
        ByteBuffer cached = page;
        if (cached != null
                && entry >= pageFirst
                && entry < pageFirst + cached.limit() / entryBytes) {
            return cached;
        }
        int first = entry - entry % PAGE_ENTRIES;
        int entries = Math.min(PAGE_ENTRIES, written - first);
        ByteBuffer fresh = cached == null ? ByteBuffer.allocate(PAGE_ENTRIES * entryBytes) : cached;
        page = null;
        fresh.clear().limit(entries * entryBytes);
        DiskFile source = open().file();
        while (fresh.hasRemaining()) {
            if (source.read(fresh, (long) first * entryBytes + fresh.position()) < 0) {
                throw new EOFException(path + " ends before its entry " + entry);
            }
        }
        fresh.flip();
        page = fresh;
        pageFirst = first;
        return fresh;
    }

    /** Drops every entry from number {@code entries} on. */
    void truncate(int entries) throws IOException {
        ByteBuffer waiting = tail;
        if (waiting != null && entries >= written) {
            waiting.position((entries - written) * entryBytes);
            return;
        }
        tail = null;
        page = null;
        if (entries < written || file != null) {
            open().file().truncate((long) entries * entryBytes);
        }
        written = Math.min(written, entries);
    }

    /** The open file, opening or creating it if need be; the caller does not own it. */
    SharedFile open() throws IOException {
        SharedFile shared = file;
        if (shared == null) {
            shared = new SharedFile(disk.open(path, Disk.Mode.CREATE));
            file = shared;
        }
        return shared;
    }

    /** Gives up the handle and the page; both come back when needed. Waiting entries stay. */
    void closeHandle() throws IOException {
        SharedFile shared = file;
        file = null;
        page = null;
        if (shared != null) {
            shared.release();
        }
    }
}
