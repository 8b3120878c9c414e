package io.odradek.log.batch;

import org.jspecify.annotations.Nullable;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Checks the plain records of a batch without making objects of them: sizes add up, offset deltas
 * count 0, 1, 2, ... Confined; keeps the largest and smallest timestamp of the last batch it saw.
 */
final class RecordScan {

    private long maxTimestamp;
    private long minTimestamp;

    /** Returns what is wrong, or null. */
    @Nullable String scan(RecordBatchView batch, boolean keyRequired) {
        ByteBuffer buffer = batch.buffer();
        int position = buffer.position();
        int limit = buffer.limit();
        int end = batch.position() + batch.sizeInBytes();
        try {
            buffer.limit(end).position(batch.position() + BatchFormat.RECORDS);
            return scan(buffer, batch.recordCount(), batch.baseTimestamp(), keyRequired);
        } catch (BufferUnderflowException | MalformedRecordException e) {
            return "a record ends before its last field";
        } finally {
            buffer.limit(limit).position(position);
        }
    }

    private @Nullable String scan(
            ByteBuffer in, int count, long baseTimestamp, boolean keyRequired) {
        maxTimestamp = BatchFormat.NO_TIMESTAMP;
        minTimestamp = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            int size = Varints.readInt(in);
            if (size < 0 || size > in.remaining()) {
                return "record "
                        + i
                        + " claims "
                        + size
                        + " bytes, "
                        + in.remaining()
                        + " are left";
            }
            int end = in.position() + size;
            in.get();
            long timestamp = baseTimestamp + Varints.readLong(in);
            int offsetDelta = Varints.readInt(in);
            if (offsetDelta != i) {
                return "record " + i + " has offset delta " + offsetDelta;
            }
            int keyLength = Varints.readInt(in);
            if (keyRequired && keyLength < 0) {
                return "record " + i + " has no key, which a compacted topic requires";
            }
            if (!skip(in, keyLength, end) || !skip(in, Varints.readInt(in), end)) {
                return "record " + i + " has a key or value that is longer than the record";
            }
            int headers = Varints.readInt(in);
            if (headers < 0 || headers > end - in.position()) {
                return "record " + i + " claims " + headers + " headers";
            }
            for (int h = 0; h < headers; h++) {
                int headerKey = Varints.readInt(in);
                if (headerKey < 0
                        || !skip(in, headerKey, end)
                        || !skip(in, Varints.readInt(in), end)) {
                    return "record " + i + " has a header that is longer than the record";
                }
            }
            if (in.position() != end) {
                return "record " + i + " does not end where its size says";
            }
            maxTimestamp = Math.max(maxTimestamp, timestamp);
            minTimestamp = Math.min(minTimestamp, timestamp);
        }
        return in.hasRemaining()
                ? in.remaining() + " bytes follow the last of " + count + " records"
                : null;
    }

    private static boolean skip(ByteBuffer in, int length, int end) {
        if (length > end - in.position()) {
            return false;
        }
        if (length > 0) {
            in.position(in.position() + length);
        }
        return true;
    }

    long maxTimestamp() {
        return maxTimestamp;
    }

    long minTimestamp() {
        return minTimestamp;
    }
}
