package io.odradek.log.batch;

import org.jspecify.annotations.Nullable;

/**
 * How a topic stores what producers send.
 *
 * @param codec {@code compression.type}; null keeps what each producer chose
 * @param level the codec's {@code compression.CODEC.level}
 * @param unpackedBytesMax {@code max.decompressed.message.bytes}: most bytes that a batch's records
 *     may unpack to, where they have to be unpacked
 */
public record Packing(@Nullable Compression codec, int level, int unpackedBytesMax) {

    /** As it was sent. */
    public static final Packing AS_SENT = new Packing(null, 0, Integer.MAX_VALUE - 64);

    public Packing(Compression codec) {
        this(codec, codec.defaultLevel(), Integer.MAX_VALUE - 64);
    }

    /** Whether a batch in {@code sent} is stored in another codec. */
    boolean changes(Compression sent) {
        return codec != null && codec != sent;
    }
}
