package io.odradek.log.partition;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A {@link ProducerStateTable} as bytes: Apache Kafka's ProducerSnapshot, version 1. A version, a
 * CRC-32C of what follows it, a count, then 50 bytes for each producer. Stateless.
 */
final class ProducerSnapshot {

    private static final short VERSION = 1;
    private static final int HEADER = 2 + 4;
    private static final int ENTRY = 8 + 2 + 4 + 8 + 4 + 8 + 4 + 8;

    private ProducerSnapshot() {}

    static ByteBuffer encode(ProducerStateTable table) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + 4 + table.size() * ENTRY);
        out.putShort(VERSION).putInt(0).putInt(table.size());
        for (ProducerEntry entry : table.entries()) {
            out.putLong(entry.producerId());
            out.putShort(entry.epoch());
            out.putInt(entry.lastSequence());
            out.putLong(entry.lastOffset());
            out.putInt(entry.lastOffsetDelta());
            out.putLong(entry.lastSeenMs());
            out.putInt(entry.coordinatorEpoch());
            out.putLong(entry.transactionStart());
        }
        out.flip();
        return out.putInt(2, crc(out));
    }

    /** Fills {@code table}; false when the bytes are damaged, and then the table is untouched. */
    static boolean decode(ByteBuffer in, ProducerStateTable table) {
        if (in.remaining() < HEADER + 4
                || in.getShort(0) != VERSION
                || in.getInt(2) != crc(in)
                || in.getInt(HEADER) < 0
                || in.remaining() != HEADER + 4 + (long) in.getInt(HEADER) * ENTRY) {
            return false;
        }
        int count = in.getInt(HEADER);
        in.position(HEADER + 4);
        for (int i = 0; i < count; i++) {
            ProducerEntry entry = new ProducerEntry(in.getLong(), in.getShort());
            int lastSequence = in.getInt();
            long lastOffset = in.getLong();
            int offsetDelta = in.getInt();
            long timestamp = in.getLong();
            if (lastSequence >= 0) {
                entry.add(
                        new ProducerEntry.Batch(lastSequence, lastOffset, offsetDelta, timestamp));
            }
            entry.seen(timestamp);
            entry.coordinatorEpoch(in.getInt());
            entry.transactionStart(in.getLong());
            table.restore(entry);
        }
        return true;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(HEADER, bytes.limit() - HEADER));
        return (int) crc.getValue();
    }
}
