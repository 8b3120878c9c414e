package io.odradek.log.batch;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.xxhash.XXHashFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Packs and unpacks the records of a batch. Memory is bounded by what has really been unpacked. */
final class Codecs {

    private static final int STEP = 16 * 1024;

    private Codecs() {}

    /**
     * Unpacks {@code packed}; throws {@link MalformedRecordException} when it is damaged or yields
     * more than {@code maxBytes}.
     */
    static ByteBuffer unpack(Compression codec, ByteBuffer packed, int maxBytes) {
        return unpack(codec, packed, maxBytes, true);
    }

    /** The same for a compressed message of format 0 or 1. */
    static ByteBuffer unpackOld(Compression codec, byte magic, ByteBuffer packed, int maxBytes) {
        return unpack(codec, packed, maxBytes, magic != MessageFormat.MAGIC_V0);
    }

    private static ByteBuffer unpack(
            Compression codec, ByteBuffer packed, int maxBytes, boolean lz4DescriptorChecked) {
        try {
            return switch (codec) {
                case NONE -> packed.slice();
                case SNAPPY -> SnappyFrames.unpack(packed, maxBytes);
                case GZIP -> drain(new GZIPInputStream(stream(packed)), packed, maxBytes);
                case LZ4 -> Lz4Frames.unpack(packed, maxBytes, lz4DescriptorChecked);
                case ZSTD ->
                        drain(new ZstdInputStreamNoFinalizer(stream(packed)), packed, maxBytes);
            };
        } catch (IOException | RuntimeException e) {
            if (e instanceof MalformedRecordException known) {
                throw known;
            }
            throw new MalformedRecordException(
                    "records compressed with " + codec.configName() + " do not unpack: " + e, e);
        }
    }

    private static ByteBuffer drain(InputStream in, ByteBuffer packed, int maxBytes)
            throws IOException {
        Bytes out = new Bytes(Math.max(256, packed.remaining() * 2), maxBytes);
        try (in) {
            while (true) {
                if (out.size() == maxBytes) {
                    if (in.read() >= 0) {
                        throw new MalformedRecordException(
                                RejectReason.TOO_LARGE,
                                "records unpack to more than " + maxBytes + " bytes");
                    }
                    return out.view();
                }
                byte[] target = out.reserve(Math.min(STEP, maxBytes - out.size()));
                int n = in.read(target, out.size(), out.room());
                if (n < 0) {
                    return out.view();
                }
                out.advance(n);
            }
        }
    }

    static void pack(Compression codec, ByteBuffer plain, Bytes out) {
        pack(codec, codec.defaultLevel(), plain, out);
    }

    /** A level beyond what the codec knows means the nearest that it does. */
    static void pack(Compression codec, int level, ByteBuffer plain, Bytes out) {
        try {
            switch (codec) {
                case NONE -> out.put(plain);
                case SNAPPY -> SnappyFrames.pack(plain, out);
                case GZIP -> copy(plain, new LeveledGzip(out, level));
                case LZ4 ->
                        copy(
                                plain,
                                new LZ4FrameOutputStream(
                                        out,
                                        LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB,
                                        -1,
                                        lz4(level),
                                        XXHashFactory.fastestInstance().hash32(),
                                        LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE));
                case ZSTD -> copy(plain, new ZstdOutputStreamNoFinalizer(out, level));
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
    }

    /** The default level means the fast compressor, as it does to Kafka's clients. */
    private static LZ4Compressor lz4(int level) {
        LZ4Factory factory = LZ4Factory.fastestInstance();
        return level == Compression.LZ4.defaultLevel()
                ? factory.fastCompressor()
                : factory.highCompressor(level);
    }

    private static final class LeveledGzip extends GZIPOutputStream {
        LeveledGzip(OutputStream out, int level) throws IOException {
            super(out);
            def.setLevel(
                    Math.clamp(level, Deflater.DEFAULT_COMPRESSION, Deflater.BEST_COMPRESSION));
        }
    }

    private static void copy(ByteBuffer plain, OutputStream to) throws IOException {
        try (to) {
            to.write(plain.array(), plain.arrayOffset() + plain.position(), plain.remaining());
        }
    }

    private static InputStream stream(ByteBuffer packed) {
        if (packed.hasArray()) {
            return new ByteArrayInputStream(
                    packed.array(), packed.arrayOffset() + packed.position(), packed.remaining());
        }
        byte[] copy = new byte[packed.remaining()];
        packed.get(packed.position(), copy);
        return new ByteArrayInputStream(copy);
    }
}
