package io.odradek.it.disk;

import io.odradek.log.io.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** A real file whose changes reach the store when it is synced. */
final class ForgetfulFile implements DiskFile {
    private static final int COPIED_AT_ONCE = 1 << 18;

    private final DiskFile real;
    private final Entry.File entry;
    private final Path durable;

    ForgetfulFile(DiskFile real, Entry.File entry, Path durable) {
        this.real = real;
        this.entry = entry;
        this.durable = durable;
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
        return real.read(dst, position);
    }

    @Override
    public void write(ByteBuffer src, long position) throws IOException {
        int bytes = src.remaining();
        try {
            real.write(src, position);
        } finally {
            // A write that failed half-way is a write of its first half.
            entry.unsynced().wrote(position, position + bytes);
        }
    }

    @Override
    public void write(ByteBuffer[] sources, long position) throws IOException {
        long bytes = 0;
        for (ByteBuffer source : sources) {
            bytes += source.remaining();
        }
        try {
            real.write(sources, position);
        } finally {
            entry.unsynced().wrote(position, position + bytes);
        }
    }

    @Override
    public long transferTo(long position, long bytes, WritableByteChannel target)
            throws IOException {
        return real.transferTo(position, bytes, target);
    }

    @Override
    public void truncate(long size) throws IOException {
        real.truncate(size);
        entry.unsynced().cut(size);
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    /** The real sync too: a stuck disk is to be felt. */
    @Override
    public void sync() throws IOException {
        synchronized (entry) {
            Unsynced.Changes changes = entry.unsynced().take();
            real.sync();
            if (!changes.none()) {
                store(changes);
            }
        }
    }

    private void store(Unsynced.Changes changes) throws IOException {
        try (var out =
                FileChannel.open(durable, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (changes.isCut()) {
                out.truncate(changes.cut());
            }
            for (Map.Entry<Long, Long> range : changes.written().entrySet()) {
                copy(range.getKey(), range.getValue(), out);
            }
        }
    }

    private void copy(long from, long to, FileChannel out) throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.min(to - from, COPIED_AT_ONCE));
        for (long at = from; at < to; ) {
            buffer.clear().limit((int) Math.min(to - at, buffer.capacity()));
            if (real.read(buffer, at) <= 0) {
                return; // Cut off since.
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                at += out.write(buffer, at);
            }
        }
    }

    @Override
    public void close() throws IOException {
        real.close();
    }

    @Override
    public String toString() {
        return real.toString();
    }
}
