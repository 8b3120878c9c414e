package io.odradek.log.batch;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Makes messages of format 0 or 1 of record batches, for clients before 0.11. Pure, and
 * thread-safe: all state is in the call.
 *
 * <p>Every record becomes a message of its own, uncompressed, whatever the batch's codec: so a
 * client starts at exactly the offset it asks for, gets as much as it has room for even of a batch
 * that is larger, and reads codecs that it has never heard of. Headers, control batches and what
 * producers say of themselves have no place in these formats and are left out.
 */
public final class DownConversion {

    /** What one batch may unpack to. */
    public static final int UNPACKED_BYTES_MAX = 64 << 20;

    /**
     * @param messages a message set; empty when there are no records for the client
     * @param damage why it ends early, null when it does not
     */
    public record Converted(ByteBuffer messages, @Nullable String damage) {}

    private final CRC32 crc = new CRC32();
    private final byte magic;
    private final int bytesMax;
    private final Bytes out;

    private DownConversion(byte magic, int bytesMax, int sourceBytes) {
        this.magic = magic;
        this.bytesMax = bytesMax;
        int likely = Math.min(bytesMax, sourceBytes + sourceBytes / 2);
        this.out = new Bytes(Math.max(256, likely), Integer.MAX_VALUE - 64);
    }

    /**
     * Converts whole batches, big-endian, from the record {@code fromOffset} on.
     *
     * @param magic 0 or 1
     * @param bytesMax where the answer ends; its first message is in it however large
     */
    public static Converted convert(
            ByteBuffer batches, long fromOffset, byte magic, int bytesMax, int unpackedBytesMax) {
        DownConversion conversion = new DownConversion(magic, bytesMax, batches.remaining());
        BatchCursor cursor = new BatchCursor(batches);
        try {
            boolean room = true;
            while (room && cursor.next()) {
                RecordBatchView batch = cursor.view();
                if (batch.magic() != BatchFormat.CURRENT_MAGIC || !batch.isCrcValid()) {
                    throw new MalformedRecordException("its checksum does not fit");
                }
                room =
                        batch.isControl()
                                || batch.lastOffset() < fromOffset
                                || conversion.add(batch, fromOffset, unpackedBytesMax);
            }
            String damage = cursor.isMalformed() ? "a batch with an impossible size" : null;
            return new Converted(conversion.out.view(), damage);
        } catch (MalformedRecordException e) {
            return new Converted(conversion.out.view(), cursor.view() + ": " + e.getMessage());
        }
    }

    /** False when there was no room for all of it. */
    private boolean add(RecordBatchView batch, long from, int unpackedBytesMax) {
        boolean stamped = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
        RecordIterator records = new RecordIterator(batch, unpackedBytesMax);
        while (records.hasNext()) {
            LogRecord record = records.next();
            if (record.offset() >= from && !add(record, stamped)) {
                return false;
            }
        }
        return true;
    }

    private boolean add(LogRecord record, boolean stamped) {
        ByteBuffer key = record.key();
        ByteBuffer value = record.value();
        long bytes =
                MessageFormat.emptyEntryBytes(magic)
                        + (key == null ? 0L : key.remaining())
                        + (value == null ? 0L : value.remaining());
        if (bytes > bytesMax - (long) out.size() && out.size() > 0) {
            return false;
        }
        int size = Math.toIntExact(bytes);
        int start = out.size();
        ByteBuffer entry = ByteBuffer.wrap(out.reserve(size), start, size).slice();
        entry.putLong(record.offset());
        entry.putInt(size - MessageFormat.PREFIX);
        entry.putInt(0);
        entry.put(magic);
        if (magic == MessageFormat.MAGIC_V0) {
            entry.put((byte) 0);
        } else {
            entry.put(stamped ? (byte) MessageFormat.LOG_APPEND_TIME_BIT : 0);
            entry.putLong(record.timestamp());
        }
        put(entry, key);
        put(entry, value);
        crc.reset();
        crc.update(entry.slice(MessageFormat.MAGIC, size - MessageFormat.MAGIC));
        entry.putInt(MessageFormat.CRC, (int) crc.getValue());
        out.advance(size);
        return true;
    }

    private static void put(ByteBuffer entry, @Nullable ByteBuffer field) {
        if (field == null) {
            entry.putInt(-1);
        } else {
            entry.putInt(field.remaining());
            entry.put(field);
        }
    }
}
