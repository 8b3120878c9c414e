package io.odradek.log.batch;

import org.jspecify.annotations.Nullable;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Reads the records of one batch, unpacking it when it is compressed. For coordinators, tools and
 * look-ups by time; never on the path of produce and fetch.
 *
 * <p>Throws {@link MalformedRecordException} where the bytes are not what the header says.
 */
public final class RecordIterator implements Iterator<LogRecord> {

    private final long baseOffset;
    private final long baseTimestamp;
    private final long appendTimestamp;
    private final boolean appendTime;
    private final ByteBuffer in;
    private int left;

    /** {@code maxBytes} bounds what a compressed batch may unpack to. */
    public RecordIterator(RecordBatchView batch, int maxBytes) {
        if (!Compression.isKnown(batch.compressionId())) {
            throw new MalformedRecordException("unknown compression " + batch.compressionId());
        }
        baseOffset = batch.baseOffset();
        baseTimestamp = batch.baseTimestamp();
        appendTimestamp = batch.maxTimestamp();
        appendTime = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
        left = batch.recordCount();
        ByteBuffer packed =
                batch.buffer()
                        .slice(
                                batch.position() + BatchFormat.RECORDS,
                                batch.sizeInBytes() - BatchFormat.RECORDS);
        in = Codecs.unpack(batch.compression(), packed, maxBytes);
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public LogRecord next() {
        if (left <= 0) {
            throw new NoSuchElementException();
        }
        left--;
        try {
            return read();
        } catch (BufferUnderflowException e) {
            throw new MalformedRecordException("a record ends before its last field", e);
        }
    }

    private LogRecord read() {
        int size = Varints.readInt(in);
        if (size < 0 || size > in.remaining()) {
            throw new MalformedRecordException(
                    "a record of " + size + " bytes with " + in.remaining() + " left");
        }
        int end = in.position() + size;
        in.get(); // attributes, unused
        long timestamp = baseTimestamp + Varints.readLong(in);
        long offset = baseOffset + Varints.readInt(in);
        ByteBuffer key = field();
        ByteBuffer value = field();
        List<LogRecord.Header> headers = headers();
        if (in.position() != end) {
            throw new MalformedRecordException(
                    "record " + offset + " does not end where its size says");
        }
        return new LogRecord(offset, appendTime ? appendTimestamp : timestamp, key, value, headers);
    }

    private List<LogRecord.Header> headers() {
        int count = Varints.readInt(in);
        if (count < 0 || count > in.remaining()) {
            throw new MalformedRecordException("a record with " + count + " headers");
        }
        if (count == 0) {
            return List.of();
        }
        List<LogRecord.Header> headers = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            ByteBuffer key = field();
            if (key == null) {
                throw new MalformedRecordException("a header without a key");
            }
            headers.add(
                    new LogRecord.Header(StandardCharsets.UTF_8.decode(key).toString(), field()));
        }
        return headers;
    }

    private @Nullable ByteBuffer field() {
        int length = Varints.readInt(in);
        if (length < 0) {
            return null;
        }
        if (length > in.remaining()) {
            throw new MalformedRecordException(
                    "a field of " + length + " bytes with " + in.remaining() + " left");
        }
        ByteBuffer field = in.slice(in.position(), length);
        in.position(in.position() + length);
        return field;
    }
}
