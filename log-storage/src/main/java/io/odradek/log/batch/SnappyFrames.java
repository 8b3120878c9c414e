package io.odradek.log.batch;

import org.xerial.snappy.Snappy;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The framing that Kafka clients put around Snappy: a 16-byte header (0x82 "SNAPPY" 0, two version
 * numbers), then blocks, each after its length. Read here rather than by snappy-java's stream,
 * which trusts every length it finds.
 */
final class SnappyFrames {

    private static final long MAGIC = 0x82_53_4e_41_50_50_59_00L;
    private static final int HEADER = 16;
    private static final int BLOCK = 32 * 1024;

    private SnappyFrames() {}

    static ByteBuffer unpack(ByteBuffer packed, int maxBytes) throws IOException {
        ByteBuffer in = packed.slice();
        Bytes out = new Bytes(Math.max(256, in.remaining() * 2), maxBytes);
        if (in.remaining() < HEADER || in.getLong(0) != MAGIC) {
            block(in, in.remaining(), out); // some clients send one bare block
            return out.view();
        }
        in.position(HEADER);
        while (in.hasRemaining()) {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new MalformedRecordException(
                        "a snappy block of " + length + " bytes with " + in.remaining() + " left");
            }
            block(in, length, out);
        }
        return out.view();
    }

    private static void block(ByteBuffer in, int length, Bytes out) throws IOException {
        byte[] block = new byte[length];
        in.get(block);
        int plain = Snappy.uncompressedLength(block);
        if (plain < 0 || plain > out.bound() - out.size()) {
            throw new MalformedRecordException(
                    RejectReason.TOO_LARGE,
                    "records unpack to more than " + out.bound() + " bytes");
        }
        // Snappy packs at most about 21 to 1 per token; a claim far beyond it is a lie, not data.
        if (plain > 64L * length + 64) {
            throw new MalformedRecordException(
                    "a snappy block of " + length + " bytes that claims " + plain);
        }
        byte[] target = out.reserve(plain);
        out.advance(Snappy.uncompress(block, 0, length, target, out.size()));
    }

    static void pack(ByteBuffer plain, Bytes out) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        out.put(header.putLong(MAGIC).putInt(1).putInt(1).flip());
        byte[] source = new byte[Math.min(BLOCK, plain.remaining())];
        byte[] packed = new byte[Snappy.maxCompressedLength(source.length)];
        for (int at = plain.position(); at < plain.limit(); at += source.length) {
            int n = Math.min(source.length, plain.limit() - at);
            plain.get(at, source, 0, n);
            int size = Snappy.compress(source, 0, n, packed, 0);
            out.put(ByteBuffer.allocate(4).putInt(size).flip());
            out.put(ByteBuffer.wrap(packed, 0, size));
        }
    }
}
