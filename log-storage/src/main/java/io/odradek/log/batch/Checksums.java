package io.odradek.log.batch;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC-32C over a range of a buffer, without disturbing its position and limit. Confined. */
final class Checksums {

    private final CRC32C crc = new CRC32C();

    int of(ByteBuffer buffer, int from, int length) {
        int position = buffer.position();
        int limit = buffer.limit();
        crc.reset();
        buffer.limit(from + length).position(from);
        crc.update(buffer);
        buffer.limit(limit).position(position);
        return (int) crc.getValue();
    }
}
