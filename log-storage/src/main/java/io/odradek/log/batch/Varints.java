package io.odradek.log.batch;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Zig-zag variable-length integers, as records of format 2 use them. */
final class Varints {

    private Varints() {}

    static int readInt(ByteBuffer in) {
        long value = read(in, 5);
        return (int) ((value >>> 1) ^ -(value & 1));
    }

    static long readLong(ByteBuffer in) {
        long value = read(in, 10);
        return (value >>> 1) ^ -(value & 1);
    }

    private static long read(ByteBuffer in, int maxBytes) {
        long value = 0;
        for (int i = 0; i < maxBytes; i++) {
            if (!in.hasRemaining()) {
                throw new BufferUnderflowException();
            }
            byte b = in.get();
            value |= (long) (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw new MalformedRecordException(
                "a variable-length integer of more than " + maxBytes + " bytes");
    }

    static int size(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        int bits = 64 - Long.numberOfLeadingZeros(zigzag | 1);
        return (bits + 6) / 7;
    }

    static void write(Bytes out, long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
