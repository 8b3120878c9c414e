package io.odradek.broker.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.odradek.broker.net.OutboundRecords;
import io.odradek.log.partition.LogSlice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Batches of a log on their way out. Small ones are read into the buffer that is sent: one system
 * call instead of two, and the page cache has them. Large ones go from file to socket.
 */
final class SliceRecords implements OutboundRecords {
    static final int COPIED_BYTES_MAX = 256 << 10;

    private LogSlice slice;

    /** Takes over the slice. */
    SliceRecords(LogSlice slice) {
        this.slice = slice;
    }

    /**
     * Reads the slice, which brings it into the page cache, and leaves out what is not as it was
     * written. Blocks; for an I/O thread, before it is sent.
     *
     * @return whether all of it is sound
     */
    boolean check() throws IOException {
        int sound = slice.soundBytes();
        if (sound == slice.sizeInBytes()) {
            return true;
        }
        slice = slice.first(sound);
        return false;
    }

    /** The first offset asked for. */
    long firstOffset() {
        return slice.firstOffset();
    }

    /** Sends nothing of it. */
    void drop() {
        try {
            slice.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int sizeInBytes() {
        return slice.sizeInBytes();
    }

    @Override
    public void copyTo(ByteBuffer target) {
        try (LogSlice sent = slice) {
            int copied = sent.copyTo(target);
            if (copied < sent.sizeInBytes()) {
                throw new IOException("A truncation has shortened the " + sent);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Object toMessage() {
        if (slice.sizeInBytes() > COPIED_BYTES_MAX) {
            return new SliceRegion(slice);
        }
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(slice.sizeInBytes());
        boolean copied = false;
        try {
            copyTo(buffer.nioBuffer(0, slice.sizeInBytes()));
            buffer.writerIndex(slice.sizeInBytes());
            copied = true;
            return buffer;
        } finally {
            if (!copied) {
                buffer.release();
            }
        }
    }
}
