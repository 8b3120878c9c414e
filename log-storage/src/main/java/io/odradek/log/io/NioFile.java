package io.odradek.log.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * One {@link FileChannel}. Reads are positional and never take a lock; the gathering write has no
 * positional form in Java, so it alone moves the channel's own position, under a lock.
 */
final class NioFile implements DiskFile {

    /**
     * The JDK copies a heap buffer into a thread's cached direct buffer of the same size; larger
     * writes go in pieces so that this cache stays small.
     */
    private static final int HEAP_PIECE_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final Object gatherLock = new Object();
    private long channelPosition;

    NioFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
        return channel.read(dst, position);
    }

    @Override
    public void write(ByteBuffer src, long position) throws IOException {
        int limit = src.limit();
        long at = position;
        try {
            while (src.position() < limit) {
                if (!src.isDirect()) {
                    src.limit(Math.min(limit, src.position() + HEAP_PIECE_BYTES));
                }
                at += channel.write(src, at);
            }
        } catch (IOException e) {
            throw named(e, "write at position " + at);
        } finally {
            src.limit(limit);
        }
    }

    @Override
    public void write(ByteBuffer[] sources, long position) throws IOException {
        if (sources.length == 1) {
            write(sources[0], position);
            return;
        }
        long remaining = 0;
        for (ByteBuffer source : sources) {
            remaining += source.remaining();
        }
        synchronized (gatherLock) {
            try {
                if (channelPosition != position) {
                    channel.position(position);
                    channelPosition = position;
                }
                while (remaining > 0) {
                    long written = channel.write(sources);
                    remaining -= written;
                    channelPosition += written;
                }
            } catch (IOException e) {
                channelPosition = -1;
                throw named(e, "write at position " + position);
            }
        }
    }

    @Override
    public long transferTo(long position, long bytes, WritableByteChannel target)
            throws IOException {
        return channel.transferTo(position, bytes, target);
    }

    @Override
    public void truncate(long size) throws IOException {
        try {
            synchronized (gatherLock) {
                channelPosition = -1; // FileChannel moves its position when it cuts below it
                channel.truncate(size);
            }
        } catch (IOException e) {
            throw named(e, "truncate to " + size);
        }
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void sync() throws IOException {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw syncFailed(path, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * Never a {@link DiskFullException}, not even for want of space: what the system could not
     * write it may have forgotten, and the next sync would succeed without it.
     */
    static IOException syncFailed(Path path, IOException e) {
        return new IOException("cannot sync " + path + ": " + e.getMessage(), e);
    }

    /** The JDK's message for a failed call on an open channel does not say which file it was. */
    private IOException named(IOException e, String what) {
        String message = String.valueOf(e.getMessage());
        if (DiskFullException.orSame(path, e) instanceof DiskFullException full) {
            return full;
        }
        if (e instanceof FileSystemException || message.equals("null")) {
            return e; // already names the file, or (a closed channel) its class says it all
        }
        return new IOException("cannot " + what + " of " + path + ": " + message, e);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
