package io.odradek.log.batch;

import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Makes smaller batches of batches, for compaction: offsets, epoch, producer fields and timestamps
 * stay what they are, whatever is taken out. Stateless.
 */
public final class BatchRewrite {

    private static final int MAX_BYTES = Integer.MAX_VALUE - 64;

    private BatchRewrite() {}

    /**
     * A copy with the records whose {@link RawRecords#index} is in {@code kept} (at least one),
     * packed by the same codec.
     *
     * @param records of this batch, anywhere in it
     * @param horizonMs when its tombstones or its marker may go, put in the place of the base
     *     timestamp (KIP-534); ignored when the batch has one already. -1 for none
     */
    public static ByteBuffer keeping(
            RecordBatchView batch, RawRecords records, BitSet kept, long horizonMs) {
        boolean rebased = horizonMs >= 0 && !batch.hasDeleteHorizon();
        Bytes plain = new Bytes(batch.sizeInBytes(), MAX_BYTES);
        long maxTimestamp = BatchFormat.NO_TIMESTAMP;
        int count = 0;
        records.rewind();
        while (records.next()) {
            if (kept.get(records.index())) {
                if (rebased) {
                    records.copyTo(plain, horizonMs);
                } else {
                    records.copyTo(plain);
                }
                maxTimestamp = Math.max(maxTimestamp, records.timestamp());
                count++;
            }
        }
        Bytes out = new Bytes(BatchFormat.RECORDS + plain.size(), MAX_BYTES);
        out.put(header(batch));
        Codecs.pack(batch.compression(), plain.view(), out);
        ByteBuffer copy = out.view();
        if (rebased) {
            copy.putShort(
                    BatchFormat.ATTRIBUTES,
                    (short) (batch.attributes() | BatchFormat.DELETE_HORIZON_BIT));
            copy.putLong(BatchFormat.BASE_TIMESTAMP, horizonMs);
        }
        if (batch.timestampType() == TimestampType.CREATE_TIME) {
            copy.putLong(BatchFormat.MAX_TIMESTAMP, maxTimestamp);
        }
        return sealed(copy, count);
    }

    /**
     * The header alone: it still says which offsets were there and what the producer's last
     * sequence number was, but opens no transaction.
     */
    public static ByteBuffer emptied(RecordBatchView batch) {
        ByteBuffer copy = bare(batch);
        return sealed(copy, 0);
    }

    /** The header alone, that says nothing but which offsets were there. */
    public static ByteBuffer hole(RecordBatchView batch) {
        ByteBuffer copy = bare(batch);
        copy.putLong(BatchFormat.PRODUCER_ID, BatchFormat.NO_PRODUCER_ID);
        copy.putShort(BatchFormat.PRODUCER_EPOCH, BatchFormat.NO_PRODUCER_EPOCH);
        copy.putInt(BatchFormat.BASE_SEQUENCE, BatchFormat.NO_SEQUENCE);
        return sealed(copy, 0);
    }

    private static ByteBuffer bare(RecordBatchView batch) {
        ByteBuffer copy = ByteBuffer.allocate(BatchFormat.RECORDS).put(header(batch)).flip();
        copy.putShort(
                BatchFormat.ATTRIBUTES,
                (short) (batch.attributes() & BatchFormat.LOG_APPEND_TIME_BIT));
        return copy;
    }

    private static ByteBuffer header(RecordBatchView batch) {
        return batch.buffer().slice(batch.position(), BatchFormat.RECORDS);
    }

    private static ByteBuffer sealed(ByteBuffer copy, int count) {
        copy.putInt(BatchFormat.LENGTH, copy.limit() - BatchFormat.PREFIX);
        copy.putInt(BatchFormat.RECORD_COUNT, count);
        RecordBatchView view = new RecordBatchView().wrap(copy, 0);
        copy.putInt(BatchFormat.CRC, view.computeCrc());
        return copy;
    }
}
