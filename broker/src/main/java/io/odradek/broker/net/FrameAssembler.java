package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection's bytes into frames. Confined to its connection's loop.
 *
 * <p>A frame that arrived within one read is a slice of it. A longer one is gathered in a buffer
 * that grows with what has arrived, at most to four times as much: a length field alone makes
 * nothing grow.
 */
final class FrameAssembler {
    static final int LENGTH_BYTES = 4;

    /** API key, version and correlation id. */
    private static final int FRAME_BYTES_MIN = 8;

    private static final int GATHER_BYTES_MIN = 16 << 10;

    private final ByteBufAllocator allocator;
    private final int frameBytesMax;
    private @Nullable ByteBuf input;

    FrameAssembler(ByteBufAllocator allocator, int frameBytesMax) {
        this.allocator = allocator;
        this.frameBytesMax = frameBytesMax;
    }

    /** Takes over {@code bytes}. */
    void add(ByteBuf bytes) {
        ByteBuf old = input;
        if (old == null) {
            input = bytes;
            return;
        }
        int readable = bytes.readableBytes();
        if (old.writableBytes() < readable) {
            long arrived = (long) old.readableBytes() + readable;
            long roomy = Math.max(4 * arrived, GATHER_BYTES_MIN);
            long wanted = Math.max(arrived, LENGTH_BYTES + (long) Math.max(0, nextLength()));
            ByteBuf larger = allocator.directBuffer((int) Math.min(roomy, wanted));
            larger.writeBytes(old);
            old.release();
            input = larger;
            old = larger;
        }
        old.writeBytes(bytes);
        bytes.release();
    }

    /** The next frame's length; -1 while fewer than four bytes are there. */
    int nextLength() {
        ByteBuf bytes = input;
        if (bytes == null || bytes.readableBytes() < LENGTH_BYTES) {
            return -1;
        }
        int length = bytes.getInt(bytes.readerIndex());
        if (length < FRAME_BYTES_MIN || length > frameBytesMax) {
            throw new BadFrameException(
                    "its next frame claims %d bytes; a request has from %d to socket.request.max.bytes=%d"
                            .formatted(length, FRAME_BYTES_MIN, frameBytesMax));
        }
        return length;
    }

    /** The next frame without its length, if it is all there; the caller releases it. */
    @Nullable ByteBuf next() {
        int length = nextLength();
        ByteBuf bytes = input;
        if (length < 0 || bytes == null || bytes.readableBytes() < LENGTH_BYTES + length) {
            return null;
        }
        bytes.skipBytes(LENGTH_BYTES);
        ByteBuf frame = bytes.readRetainedSlice(length);
        if (!bytes.isReadable()) {
            bytes.release();
            input = null;
        }
        return frame;
    }

    /** Drops what is left. */
    void close() {
        if (input != null) {
            input.release();
            input = null;
        }
    }
}
