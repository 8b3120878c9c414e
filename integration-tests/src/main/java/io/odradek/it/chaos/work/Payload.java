package io.odradek.it.chaos.work;

import io.odradek.it.history.Value;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A record's value: who sent it, its number, a checksum, then filling of many lengths. */
final class Payload {
    private static final int HEADER = 12;
    private static final int SHORTEST = 20;
    private static final int LONGEST = 600;

    private Payload() {}

    static byte[] encode(int writer, int sequence) {
        int hash = Integer.reverse(sequence * 0x9E3779B9 + writer);
        int length = SHORTEST + Math.floorMod(hash, LONGEST - SHORTEST);
        var buffer = ByteBuffer.allocate(length).putInt(writer).putInt(sequence).putInt(0);
        // Half of it repeats itself, so that compression has something to do and something left.
        while (buffer.hasRemaining()) {
            hash = hash * 1_103_515_245 + 12_345;
            buffer.put((byte) (buffer.position() % 2 == 0 ? 'x' : hash >>> 16));
        }
        byte[] bytes = buffer.array();
        ByteBuffer.wrap(bytes).putInt(8, checksum(bytes));
        return bytes;
    }

    /** The {@link Value}, or {@link Value#CORRUPT}. */
    static long decode(byte[] bytes) {
        if (bytes.length < HEADER) {
            return Value.CORRUPT;
        }
        var buffer = ByteBuffer.wrap(bytes);
        int writer = buffer.getInt(0);
        int sequence = buffer.getInt(4);
        boolean sound = buffer.getInt(8) == checksum(bytes) && writer >= 0 && sequence >= 0;
        return sound ? Value.of(writer, sequence) : Value.CORRUPT;
    }

    private static int checksum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, 0, 8);
        crc.update(bytes, HEADER, bytes.length - HEADER);
        return (int) crc.getValue();
    }
}
