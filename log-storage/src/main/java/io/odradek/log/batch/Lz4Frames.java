package io.odradek.log.batch;

import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads LZ4 frames as Kafka clients write them: independent blocks, no dictionary. Read here rather
 * than by lz4-java's stream, which allocates the largest block a header claims (4 MiB) before it
 * has seen a byte of it, and which knows nothing of format 0's wrong checksum.
 */
final class Lz4Frames {

    private static final int MAGIC = 0x184D2204;
    private static final int VERSION_BITS = 0xC0;
    private static final int VERSION_1 = 0x40;
    private static final int INDEPENDENT_BLOCKS = 0x20;
    private static final int BLOCK_CHECKSUM = 0x10;
    private static final int CONTENT_SIZE = 0x08;
    private static final int CONTENT_CHECKSUM = 0x04;
    private static final int DICTIONARY = 0x01;
    private static final int STORED_BLOCK = 0x8000_0000;

    /** One byte of a match's length stands for at most 255 bytes. */
    private static final int RATIO_MAX = 255;

    private final LZ4SafeDecompressor blocks = LZ4Factory.fastestInstance().safeDecompressor();
    private final XXHash32 hash = XXHashFactory.fastestInstance().hash32();
    private final ByteBuffer in;
    private final Bytes out;
    private final boolean checkDescriptor;

    private Lz4Frames(ByteBuffer packed, Bytes out, boolean checkDescriptor) {
        this.in = packed.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.out = out;
        this.checkDescriptor = checkDescriptor;
    }

    /**
     * @param checkDescriptor false for format 0: its clients hashed the frame's magic number into
     *     the descriptor's checksum (KAFKA-3160), so nobody has ever looked at it
     */
    static ByteBuffer unpack(ByteBuffer packed, int maxBytes, boolean checkDescriptor) {
        Bytes out = new Bytes(Math.max(256, packed.remaining() * 2), maxBytes);
        Lz4Frames frames = new Lz4Frames(packed, out, checkDescriptor);
        do {
            frames.frame();
        } while (frames.in.hasRemaining());
        return out.view();
    }

    private void frame() {
        if (in.getInt() != MAGIC) {
            throw new MalformedRecordException("an LZ4 frame without its magic number");
        }
        int descriptor = in.position();
        int flags = in.get() & 0xff;
        int sizes = in.get() & 0xff;
        if ((flags & VERSION_BITS) != VERSION_1
                || (flags & INDEPENDENT_BLOCKS) == 0
                || (flags & DICTIONARY) != 0
                || (sizes >> 4 & 7) < 4) {
            throw new MalformedRecordException(
                    "an LZ4 frame of a kind that Kafka does not use (flags 0x%02x, 0x%02x)"
                            .formatted(flags, sizes));
        }
        long contentSize = (flags & CONTENT_SIZE) == 0 ? -1 : in.getLong();
        int checked = in.position() - descriptor;
        byte checksum = in.get();
        if (checkDescriptor && checksum != (byte) (hash.hash(in, descriptor, checked, 0) >>> 8)) {
            throw new MalformedRecordException(
                    "the descriptor of an LZ4 frame does not fit its checksum");
        }
        int start = out.size();
        int blockMax = 1 << (8 + 2 * (sizes >> 4 & 7));
        for (int size = in.getInt(); size != 0; size = in.getInt()) {
            block(size, blockMax, (flags & BLOCK_CHECKSUM) != 0);
        }
        ByteBuffer plain = out.view();
        int length = plain.limit() - start;
        if (contentSize >= 0 && contentSize != length) {
            throw new MalformedRecordException(
                    "an LZ4 frame of " + length + " bytes that claims " + contentSize);
        }
        if ((flags & CONTENT_CHECKSUM) != 0 && in.getInt() != hash.hash(plain, start, length, 0)) {
            throw new MalformedRecordException("an LZ4 frame does not fit its checksum");
        }
    }

    private void unpack(int at, int length, int blockMax) {
        int largest = (int) Math.min(blockMax, (long) RATIO_MAX * length);
        int room = Math.min(largest, out.bound() - out.size());
        ByteBuffer target = ByteBuffer.wrap(out.reserve(room));
        try {
            out.advance(blocks.decompress(in, at, length, target, out.size(), room));
        } catch (LZ4Exception e) {
            throw new MalformedRecordException(
                    room < largest ? RejectReason.TOO_LARGE : RejectReason.CORRUPT,
                    "an LZ4 block does not unpack to at most " + room + " bytes");
        }
    }

    private void block(int size, int blockMax, boolean checksum) {
        int length = size & ~STORED_BLOCK;
        if (length > blockMax || length > in.remaining()) {
            throw new MalformedRecordException(
                    "an LZ4 block of " + length + " bytes with " + in.remaining() + " left");
        }
        int at = in.position();
        if ((size & STORED_BLOCK) != 0) {
            out.put(in.slice(at, length));
        } else {
            unpack(at, length, blockMax);
        }
        in.position(at + length);
        if (checksum && in.getInt() != hash.hash(in, at, length, 0)) {
            throw new MalformedRecordException("an LZ4 block does not fit its checksum");
        }
    }
}
