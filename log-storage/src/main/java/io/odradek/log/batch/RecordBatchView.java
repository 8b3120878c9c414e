package io.odradek.log.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A window on one record batch of format 2 inside a buffer: reads and patches header fields in
 * place, copies nothing. Reusable: {@link #wrap} moves it. Confined, like the buffer.
 *
 * <p>It reads what is there; whether that makes sense is {@link BatchValidator}'s business. The
 * caller makes sure that the buffer holds at least {@link BatchFormat#RECORDS} bytes from {@link
 * #position}.
 */
public final class RecordBatchView {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Checksums checksums = new Checksums();
    private ByteBuffer buffer = NOTHING;
    private int at;

    /** Points this view at the batch that starts at the absolute index {@code position}. */
    public RecordBatchView wrap(ByteBuffer buffer, int position) {
        if (buffer.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("record batches are big-endian");
        }
        this.buffer = buffer;
        this.at = position;
        return this;
    }

    public ByteBuffer buffer() {
        return buffer;
    }

    public int position() {
        return at;
    }

    public long baseOffset() {
        return buffer.getLong(at + BatchFormat.BASE_OFFSET);
    }

    /** The whole batch in bytes, as its header says. */
    public int sizeInBytes() {
        return BatchFormat.PREFIX + buffer.getInt(at + BatchFormat.LENGTH);
    }

    public int leaderEpoch() {
        return buffer.getInt(at + BatchFormat.LEADER_EPOCH);
    }

    public byte magic() {
        return buffer.get(at + BatchFormat.MAGIC);
    }

    public int crc() {
        return buffer.getInt(at + BatchFormat.CRC);
    }

    public short attributes() {
        return buffer.getShort(at + BatchFormat.ATTRIBUTES);
    }

    public int lastOffsetDelta() {
        return buffer.getInt(at + BatchFormat.LAST_OFFSET_DELTA);
    }

    public long lastOffset() {
        return baseOffset() + lastOffsetDelta();
    }

    public long nextOffset() {
        return lastOffset() + 1;
    }

    public long baseTimestamp() {
        return buffer.getLong(at + BatchFormat.BASE_TIMESTAMP);
    }

    public long maxTimestamp() {
        return buffer.getLong(at + BatchFormat.MAX_TIMESTAMP);
    }

    public long producerId() {
        return buffer.getLong(at + BatchFormat.PRODUCER_ID);
    }

    public boolean hasProducerId() {
        return producerId() != BatchFormat.NO_PRODUCER_ID;
    }

    public short producerEpoch() {
        return buffer.getShort(at + BatchFormat.PRODUCER_EPOCH);
    }

    public int baseSequence() {
        return buffer.getInt(at + BatchFormat.BASE_SEQUENCE);
    }

    /** The sequence number of the last record; wraps from the largest int to 0. */
    public int lastSequence() {
        int base = baseSequence();
        return base == BatchFormat.NO_SEQUENCE
                ? BatchFormat.NO_SEQUENCE
                : Sequences.plus(base, lastOffsetDelta());
    }

    public int recordCount() {
        return buffer.getInt(at + BatchFormat.RECORD_COUNT);
    }

    public int compressionId() {
        return attributes() & BatchFormat.COMPRESSION_BITS;
    }

    /** The codec; callers have checked that the id is known. */
    public Compression compression() {
        return Compression.known(compressionId());
    }

    public boolean isCompressed() {
        return compressionId() != 0;
    }

    public TimestampType timestampType() {
        return (attributes() & BatchFormat.LOG_APPEND_TIME_BIT) == 0
                ? TimestampType.CREATE_TIME
                : TimestampType.LOG_APPEND_TIME;
    }

    public boolean isTransactional() {
        return (attributes() & BatchFormat.TRANSACTIONAL_BIT) != 0;
    }

    public boolean isControl() {
        return (attributes() & BatchFormat.CONTROL_BIT) != 0;
    }

    /**
     * Whether compaction has set a time from which on tombstones and transaction markers in this
     * batch may go (KIP-534).
     */
    public boolean hasDeleteHorizon() {
        return (attributes() & BatchFormat.DELETE_HORIZON_BIT) != 0;
    }

    /** That time; means nothing without {@link #hasDeleteHorizon}. */
    public long deleteHorizonMs() {
        return baseTimestamp();
    }

    /** Whether the stored checksum fits the bytes; the caller has checked the size. */
    public boolean isCrcValid() {
        return crc() == computeCrc();
    }

    int computeCrc() {
        int from = at + BatchFormat.ATTRIBUTES;
        return checksums.of(buffer, from, sizeInBytes() - BatchFormat.ATTRIBUTES);
    }

    /** The bytes of this batch, sharing memory with the buffer. */
    public ByteBuffer slice() {
        return buffer.slice(at, sizeInBytes());
    }

    // ------------------------------------------------------------------ patches

    /** Not covered by the checksum. */
    public void setBaseOffset(long offset) {
        buffer.putLong(at + BatchFormat.BASE_OFFSET, offset);
    }

    /** Not covered by the checksum. */
    public void setLeaderEpoch(int epoch) {
        buffer.putInt(at + BatchFormat.LEADER_EPOCH, epoch);
    }

    /** Sets the batch's timestamp type and largest timestamp, and the checksum with them. */
    public void setMaxTimestamp(TimestampType type, long timestamp) {
        int attributes = attributes() & ~BatchFormat.LOG_APPEND_TIME_BIT;
        if (type == TimestampType.LOG_APPEND_TIME) {
            attributes |= BatchFormat.LOG_APPEND_TIME_BIT;
        }
        buffer.putShort(at + BatchFormat.ATTRIBUTES, (short) attributes);
        buffer.putLong(at + BatchFormat.MAX_TIMESTAMP, timestamp);
        buffer.putInt(at + BatchFormat.CRC, computeCrc());
    }

    @Override
    public String toString() {
        return "batch of offsets "
                + baseOffset()
                + " to "
                + lastOffset()
                + ", "
                + sizeInBytes()
                + " bytes, leader epoch "
                + leaderEpoch();
    }
}
