package io.odradek.broker.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.odradek.broker.net.OutboundRecords;
import io.odradek.log.partition.LogSlice;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;

/**
 * Batches of a log on their way out. Small ones are read into the buffer that is sent: one system
 * call instead of two, and the page cache has them. Large ones go from file to socket.
 */
final class SliceRecords implements OutboundRecords {
    static final int COPIED_BYTES_MAX = 256 << 10;

    private final LogSlice slice;

    /** Takes over the slice. */
    SliceRecords(LogSlice slice) {
        this.slice = slice;
    }

    /** Brings the slice into the page cache. Blocks; for an I/O thread, before it is sent. */
    void warm() throws IOException {
        try (WritableByteChannel nowhere = Channels.newChannel(OutputStream.nullOutputStream())) {
            int at = 0;
            while (at < slice.sizeInBytes()) {
                long moved = slice.transferTo(at, slice.sizeInBytes() - at, nowhere);
                if (moved <= 0) {
                    return;
                }
                at += (int) moved;
            }
        }
    }

    @Override
    public int sizeInBytes() {
        return slice.sizeInBytes();
    }

    @Override
    public void copyTo(ByteBuffer target) {
        try (slice) {
            int copied = slice.copyTo(target);
            if (copied < slice.sizeInBytes()) {
                throw new IOException("A truncation has shortened the " + slice);
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
