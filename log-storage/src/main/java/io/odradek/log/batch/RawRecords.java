package io.odradek.log.batch;

import org.jspecify.annotations.Nullable;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Walks the records of one batch as bytes, unpacking it when it is compressed, and makes no objects
 * of what nobody asks for. For compaction, which looks at keys and copies the rest. Confined.
 *
 * <p>Throws {@link MalformedRecordException} where the bytes are not what the header says.
 */
public final class RawRecords {

    private final long baseOffset;
    private final long baseTimestamp;
    private final int count;
    private final ByteBuffer in;
    private int index = -1;
    private int start;
    private int end;
    private int afterTimestamp;
    private byte attributes;
    private long timestamp;
    private long offset;
    private int keyAt;
    private int keyLength;
    private boolean tombstone;

    /** {@code maxBytes} bounds what a compressed batch may unpack to. */
    public RawRecords(RecordBatchView batch, int maxBytes) {
        if (!Compression.isKnown(batch.compressionId())) {
            throw new MalformedRecordException("unknown compression " + batch.compressionId());
        }
        baseOffset = batch.baseOffset();
        baseTimestamp = batch.baseTimestamp();
        count = batch.recordCount();
        ByteBuffer packed =
                batch.buffer()
                        .slice(
                                batch.position() + BatchFormat.RECORDS,
                                batch.sizeInBytes() - BatchFormat.RECORDS);
        in = Codecs.unpack(batch.compression(), packed, maxBytes);
    }

    /** Starts again before the first record. */
    public void rewind() {
        in.position(0);
        index = -1;
    }

    /** Moves to the next record; false after the last. */
    public boolean next() {
        if (index + 1 >= count) {
            return false;
        }
        index++;
        try {
            read();
            return true;
        } catch (BufferUnderflowException e) {
            throw new MalformedRecordException("a record ends before its last field", e);
        }
    }

    private void read() {
        start = in.position();
        int size = Varints.readInt(in);
        if (size < 0 || size > in.remaining()) {
            throw new MalformedRecordException(
                    "a record of " + size + " bytes with " + in.remaining() + " left");
        }
        end = in.position() + size;
        attributes = in.get();
        timestamp = baseTimestamp + Varints.readLong(in);
        afterTimestamp = in.position();
        offset = baseOffset + Varints.readInt(in);
        keyLength = Varints.readInt(in);
        keyAt = in.position();
        if (keyLength > end - keyAt) {
            throw new MalformedRecordException("the key of record " + offset + " is too long");
        }
        in.position(keyAt + Math.max(0, keyLength));
        tombstone = Varints.readInt(in) < 0;
        if (in.position() > end) {
            throw new MalformedRecordException("record " + offset + " is longer than its size");
        }
        in.position(end);
    }

    /** The current record's number in the batch, from 0. */
    public int index() {
        return index;
    }

    public long offset() {
        return offset;
    }

    /** The record's own timestamp, whatever the batch's timestamp type. */
    public long timestamp() {
        return timestamp;
    }

    /** The key, sharing memory with the batch or its unpacked copy; null if there is none. */
    public @Nullable ByteBuffer key() {
        return keyLength < 0 ? null : in.slice(keyAt, keyLength);
    }

    /** Whether the record has no value. */
    public boolean isTombstone() {
        return tombstone;
    }

    /** Copies the record as it is. */
    void copyTo(Bytes out) {
        out.put(in.slice(start, end - start));
    }

    /** Copies the record into a batch of another base timestamp. */
    void copyTo(Bytes out, long newBaseTimestamp) {
        long delta = timestamp - newBaseTimestamp;
        Varints.write(out, 1L + Varints.size(delta) + (end - afterTimestamp));
        out.put(attributes);
        Varints.write(out, delta);
        out.put(in.slice(afterTimestamp, end - afterTimestamp));
    }
}
