package io.odradek.it.oracle;

import java.nio.ByteBuffer;

/** The payload of every test record: its partition and its number there, then filling. */
final class NumberedRecord {
    private static final int HEADER = 8;

    private NumberedRecord() {}

    static byte[] encode(int partition, int number, int size) {
        return ByteBuffer.allocate(Math.max(size, HEADER)).putInt(partition).putInt(number).array();
    }

    static int partition(byte[] value) {
        return ByteBuffer.wrap(value).getInt(0);
    }

    static int number(byte[] value) {
        return ByteBuffer.wrap(value).getInt(4);
    }
}
