package io.odradek.log.partition;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A {@link ProducerStateTable} as bytes: Apache Kafka's ProducerSnapshot, version 1. A version, a
 * CRC-32C of what follows it, a count, then 50 bytes for each producer. Stateless.
 *
 * <p>That format keeps one batch of each producer, but up to five may be on their way again when a
 * leader loads it, and all of them must be known. So the batches before the last follow in an
 * appendix, which Apache's readers pass over: a mark, a count, then for each its producer, last
 * sequence, last offset, offset delta and timestamp, oldest first. Files without it are read too.
 */
final class ProducerSnapshot {

    private static final short VERSION = 1;
    private static final int HEADER = 2 + 4;
    private static final int ENTRY = 8 + 2 + 4 + 8 + 4 + 8 + 4 + 8;

    private static final int APPENDIX_MARK = 0x4f445246;
    private static final int APPENDIX_HEAD = 4 + 4;
    private static final int EARLIER = 8 + 4 + 8 + 4 + 8;

    private ProducerSnapshot() {}

    static ByteBuffer encode(ProducerStateTable table) {
        int earlier = table.entries().stream().mapToInt(ProducerEntry::earlierCount).sum();
        int appendix = earlier == 0 ? 0 : APPENDIX_HEAD + earlier * EARLIER;
        ByteBuffer out = ByteBuffer.allocate(HEADER + 4 + table.size() * ENTRY + appendix);
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
        if (earlier > 0) {
            out.putInt(APPENDIX_MARK).putInt(earlier);
            table.entries().forEach(entry -> putEarlier(entry, out));
        }
        out.flip();
        return out.putInt(2, crc(out));
    }

    private static void putEarlier(ProducerEntry entry, ByteBuffer out) {
        for (ProducerEntry.Batch batch : entry.earlier()) {
            out.putLong(entry.producerId());
            out.putInt(batch.lastSequence());
            out.putLong(batch.lastOffset());
            out.putInt(batch.offsetDelta());
            out.putLong(batch.timestamp());
        }
    }

    /** Fills {@code table}; false when the bytes are damaged, and then the table is untouched. */
    static boolean decode(ByteBuffer in, ProducerStateTable table) {
        if (in.remaining() < HEADER + 4
                || in.getShort(0) != VERSION
                || in.getInt(2) != crc(in)
                || in.getInt(HEADER) < 0
                || in.remaining() < HEADER + 4 + (long) in.getInt(HEADER) * ENTRY) {
            return false;
        }
        int count = in.getInt(HEADER);
        Map<Long, List<ProducerEntry.Batch>> earlier = new HashMap<>();
        if (!readAppendix(in, HEADER + 4 + count * ENTRY, earlier)) {
            return false;
        }
        in.position(HEADER + 4);
        for (int i = 0; i < count; i++) {
            ProducerEntry entry = new ProducerEntry(in.getLong(), in.getShort());
            int lastSequence = in.getInt();
            long lastOffset = in.getLong();
            int offsetDelta = in.getInt();
            long timestamp = in.getLong();
            if (lastSequence >= 0) {
                earlier.getOrDefault(entry.producerId(), List.of()).forEach(entry::add);
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

    private static boolean readAppendix(
            ByteBuffer in, int at, Map<Long, List<ProducerEntry.Batch>> earlier) {
        int bytes = in.limit() - at;
        if (bytes == 0) {
            return true;
        }
        if (bytes < APPENDIX_HEAD
                || in.getInt(at) != APPENDIX_MARK
                || bytes != APPENDIX_HEAD + (long) in.getInt(at + 4) * EARLIER) {
            return false;
        }
        for (int from = at + APPENDIX_HEAD; from < in.limit(); from += EARLIER) {
            earlier.computeIfAbsent(in.getLong(from), _ -> new ArrayList<>())
                    .add(
                            new ProducerEntry.Batch(
                                    in.getInt(from + 8),
                                    in.getLong(from + 12),
                                    in.getInt(from + 20),
                                    in.getLong(from + 24)));
        }
        return true;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(HEADER, bytes.limit() - HEADER));
        return (int) crc.getValue();
    }
}
