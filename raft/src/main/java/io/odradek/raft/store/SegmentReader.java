package io.odradek.raft.store;

import io.odradek.log.io.DiskFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Walks through the entries of one file, with a buffer that grows to the largest entry in it. */
final class SegmentReader {

    private static final int CHUNK_BYTES = 256 << 10;

    private final DiskFile file;
    private final long size;
    private ByteBuffer buffer = ByteBuffer.allocate(0).flip();
    private long bufferPosition;
    private long position;

    SegmentReader(DiskFile file, long from, long size) {
        this.file = file;
        this.size = size;
        this.position = from;
    }

    /** Where the next entry is expected. */
    long position() {
        return position;
    }

    /** The next whole entry; null at the end of the file and wherever there is none. */
    EntryFormat.@Nullable Stored next() throws IOException {
        EntryFormat.Stored stored = at(position);
        if (stored != null) {
            position += stored.bytes();
        }
        return stored;
    }

    /** The whole entry at {@code at}, if there is one; moves nothing. */
    EntryFormat.@Nullable Stored at(long at) throws IOException {
        if (!buffer(at, EntryFormat.HEAD_BYTES)) {
            return null;
        }
        int length = buffer.getInt((int) (at - bufferPosition));
        if (!EntryFormat.isPlausible(length) || !buffer(at, EntryFormat.PREFIX_BYTES + length)) {
            return null;
        }
        buffer.position((int) (at - bufferPosition));
        return EntryFormat.read(buffer);
    }

    /** Whether the file has so many bytes there; if so they are in the buffer. */
    private boolean buffer(long at, int bytes) throws IOException {
        if (at + bytes > size) {
            return false;
        }
        if (at >= bufferPosition && at + bytes <= bufferPosition + buffer.limit()) {
            return true;
        }
        int wanted = (int) Math.min(size - at, Math.max(bytes, CHUNK_BYTES));
        buffer = buffer.capacity() >= wanted ? buffer.clear() : ByteBuffer.allocate(wanted);
        buffer.limit(wanted);
        bufferPosition = at;
        Io.read(file, buffer, at);
        return buffer.limit() >= bytes;
    }
}
