package io.odradek.wire.codec;

import java.nio.ByteBuffer;

/**
 * Record data in memory: the buffer's remaining bytes, shared and not copied. Whoever owns the
 * memory must keep it until the record data is done with; readers must not move the buffer's
 * position ({@link ByteBuffer#duplicate} first).
 */
public record ByteRecords(ByteBuffer buffer) implements RecordData {
    @Override
    public int sizeInBytes() {
        return buffer.remaining();
    }

    @Override
    public void copyTo(ByteBuffer target) {
        target.put(buffer.duplicate());
    }
}
