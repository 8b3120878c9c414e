package io.odradek.log.batch;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Builds one record batch of format 2. For control records, coordinators and tests; produce never
 * builds a batch. Used once, by one thread.
 */
public final class BatchBuilder {

    private static final int MAX_BYTES = Integer.MAX_VALUE - 64;

    private final Bytes records = new Bytes(512, MAX_BYTES);
    private final Bytes record = new Bytes(256, MAX_BYTES);
    private long baseOffset;
    private int leaderEpoch = BatchFormat.NO_LEADER_EPOCH;
    private Compression compression = Compression.NONE;
    private TimestampType timestampType = TimestampType.CREATE_TIME;
    private long appendTimeMs;
    private long producerId = BatchFormat.NO_PRODUCER_ID;
    private short producerEpoch = BatchFormat.NO_PRODUCER_EPOCH;
    private int baseSequence = BatchFormat.NO_SEQUENCE;
    private boolean transactional;
    private boolean control;
    private int count;
    private int lastOffsetDelta = -1;
    private long baseTimestamp = BatchFormat.NO_TIMESTAMP;
    private long maxTimestamp = BatchFormat.NO_TIMESTAMP;

    public BatchBuilder baseOffset(long offset) {
        baseOffset = offset;
        return this;
    }

    public BatchBuilder leaderEpoch(int epoch) {
        leaderEpoch = epoch;
        return this;
    }

    public BatchBuilder compression(Compression codec) {
        compression = codec;
        return this;
    }

    /** Marks the batch with log append time. */
    public BatchBuilder appendTime(long timestampMs) {
        timestampType = TimestampType.LOG_APPEND_TIME;
        appendTimeMs = timestampMs;
        return this;
    }

    /** An idempotent (or, with {@link #transactional}, transactional) producer. */
    public BatchBuilder producer(long id, short epoch, int sequence) {
        producerId = id;
        producerEpoch = epoch;
        baseSequence = sequence;
        return this;
    }

    public BatchBuilder transactional() {
        transactional = true;
        return this;
    }

    public BatchBuilder control() {
        control = true;
        return this;
    }

    public BatchBuilder add(
            long timestampMs, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        return add(timestampMs, key, value, List.of());
    }

    public BatchBuilder add(
            long timestampMs,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<LogRecord.Header> headers) {
        return addAt(lastOffsetDelta + 1, timestampMs, key, value, headers);
    }

    /** Adds a record at an offset delta of its own, larger than the last: batches with holes. */
    public BatchBuilder addAt(
            int offsetDelta,
            long timestampMs,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<LogRecord.Header> headers) {
        if (offsetDelta <= lastOffsetDelta) {
            throw new IllegalArgumentException("offset deltas must grow: " + offsetDelta);
        }
        if (count == 0) {
            baseTimestamp = timestampMs;
        }
        maxTimestamp = Math.max(maxTimestamp, timestampMs);
        record.clear();
        record.put((byte) 0);
        Varints.write(record, timestampMs - baseTimestamp);
        Varints.write(record, offsetDelta);
        field(key);
        field(value);
        Varints.write(record, headers.size());
        for (LogRecord.Header header : headers) {
            field(StandardCharsets.UTF_8.encode(header.key()));
            field(header.value());
        }
        Varints.write(records, record.size());
        records.put(record.view());
        lastOffsetDelta = offsetDelta;
        count++;
        return this;
    }

    private void field(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            Varints.write(record, -1);
        } else {
            Varints.write(record, bytes.remaining());
            record.put(bytes);
        }
    }

    /** Bytes of the records so far, before compression. */
    public int sizeInBytes() {
        return BatchFormat.RECORDS + records.size();
    }

    public int count() {
        return count;
    }

    public ByteBuffer build() {
        Bytes out = new Bytes(BatchFormat.RECORDS + records.size(), MAX_BYTES);
        out.put(ByteBuffer.allocate(BatchFormat.RECORDS));
        Codecs.pack(compression, records.view(), out);
        ByteBuffer batch = out.view();
        int attributes = compression.id();
        attributes |=
                timestampType == TimestampType.LOG_APPEND_TIME
                        ? BatchFormat.LOG_APPEND_TIME_BIT
                        : 0;
        attributes |= transactional ? BatchFormat.TRANSACTIONAL_BIT : 0;
        attributes |= control ? BatchFormat.CONTROL_BIT : 0;
        batch.putLong(BatchFormat.BASE_OFFSET, baseOffset);
        batch.putInt(BatchFormat.LENGTH, batch.limit() - BatchFormat.PREFIX);
        batch.putInt(BatchFormat.LEADER_EPOCH, leaderEpoch);
        batch.put(BatchFormat.MAGIC, BatchFormat.CURRENT_MAGIC);
        batch.putShort(BatchFormat.ATTRIBUTES, (short) attributes);
        batch.putInt(BatchFormat.LAST_OFFSET_DELTA, Math.max(0, lastOffsetDelta));
        batch.putLong(BatchFormat.BASE_TIMESTAMP, baseTimestamp);
        batch.putLong(
                BatchFormat.MAX_TIMESTAMP,
                timestampType == TimestampType.LOG_APPEND_TIME ? appendTimeMs : maxTimestamp);
        batch.putLong(BatchFormat.PRODUCER_ID, producerId);
        batch.putShort(BatchFormat.PRODUCER_EPOCH, producerEpoch);
        batch.putInt(BatchFormat.BASE_SEQUENCE, baseSequence);
        batch.putInt(BatchFormat.RECORD_COUNT, count);
        RecordBatchView view = new RecordBatchView().wrap(batch, 0);
        batch.putInt(BatchFormat.CRC, view.computeCrc());
        return batch;
    }
}
