package io.odradek.log.batch;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A byte array that grows, up to a bound. */
final class Bytes extends OutputStream {

    private final int bound;
    private byte[] bytes;
    private int size;

    Bytes(int initial, int bound) {
        this.bytes = new byte[Math.min(initial, bound)];
        this.bound = bound;
    }

    void put(byte b) {
        reserve(1);
        bytes[size++] = b;
    }

    @Override
    public void write(int b) {
        put((byte) b);
    }

    @Override
    public void write(byte[] source, int from, int length) {
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    void put(ByteBuffer source) {
        int length = source.remaining();
        reserve(length);
        source.get(source.position(), bytes, size, length);
        size += length;
    }

    /** Makes room for {@code more} bytes and returns the array to fill from {@link #size}. */
    byte[] reserve(int more) {
        if (more > bound - size) {
            throw new MalformedRecordException(
                    RejectReason.TOO_LARGE, "more than the bound of " + bound + " bytes");
        }
        if (more > bytes.length - size) {
            long wanted = Math.max((long) size + more, Math.max(64L, bytes.length * 2L));
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, bound));
        }
        return bytes;
    }

    void advance(int more) {
        size += more;
    }

    int size() {
        return size;
    }

    int room() {
        return bytes.length - size;
    }

    int bound() {
        return bound;
    }

    void clear() {
        size = 0;
    }

    /** What was written, sharing memory with this. */
    ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, size).slice();
    }
}
