package io.odradek.log.partition;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.LogRecord;
import io.odradek.log.batch.MalformedRecordException;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.batch.RecordIterator;
import io.odradek.log.segment.HeaderScan;
import io.odradek.log.segment.Segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds offsets by timestamp. Confined to its log. */
final class TimeLookup {

    /** What one batch may unpack to here; beyond it the answer is the batch's first offset. */
    private static final int UNPACK_BYTES_MAX = 64 << 20;

    private final SegmentList segments;
    private final EpochHistory epochs;

    TimeLookup(SegmentList segments, EpochHistory epochs) {
        this.segments = segments;
        this.epochs = epochs;
    }

    /**
     * The first record from {@code startOffset} on whose timestamp is at least {@code timestamp}.
     */
    Optional<TimestampedOffset> firstReaching(
            long timestamp, long startOffset, int indexIntervalBytes) throws IOException {
        for (int i = Math.max(0, segments.floor(startOffset)); i < segments.count(); i++) {
            Segment segment = segments.get(i, indexIntervalBytes);
            if (segment.maxTimestamp() < timestamp) {
                continue;
            }
            HeaderScan headers = segment.headersReaching(timestamp);
            while (headers.next()) {
                RecordBatchView batch = headers.header();
                if (batch.maxTimestamp() < timestamp || batch.lastOffset() < startOffset) {
                    continue;
                }
                Optional<TimestampedOffset> found =
                        inBatch(segment, headers.position(), timestamp, startOffset);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** The first record that has the log's largest timestamp (KIP-734); empty in an empty log. */
    Optional<TimestampedOffset> latestTimestamp(long startOffset, int indexIntervalBytes)
            throws IOException {
        long largest = BatchFormat.NO_TIMESTAMP;
        for (int i = 0; i < segments.count(); i++) {
            largest = Math.max(largest, segments.get(i, indexIntervalBytes).maxTimestamp());
        }
        return largest < 0
                ? Optional.empty()
                : firstReaching(largest, startOffset, indexIntervalBytes);
    }

    /** The segments from that of {@code startOffset} on. */
    List<TimestampedOffset> segmentStarts(long startOffset, int indexIntervalBytes)
            throws IOException {
        List<TimestampedOffset> starts = new ArrayList<>();
        for (int i = Math.max(0, segments.floor(startOffset)); i < segments.count(); i++) {
            long offset = Math.max(startOffset, segments.baseOffset(i));
            starts.add(
                    new TimestampedOffset(
                            offset,
                            segments.get(i, indexIntervalBytes).maxTimestamp(),
                            epochs.epochAt(offset)));
        }
        return starts;
    }

    private Optional<TimestampedOffset> inBatch(
            Segment segment, long position, long timestamp, long startOffset) throws IOException {
        RecordBatchView batch = segment.readBatch(position);
        try {
            RecordIterator records = new RecordIterator(batch, UNPACK_BYTES_MAX);
            while (records.hasNext()) {
                LogRecord record = records.next();
                if (record.timestamp() >= timestamp && record.offset() >= startOffset) {
                    return Optional.of(answer(record.offset(), record.timestamp(), batch));
                }
            }
            return Optional.empty();
        } catch (MalformedRecordException e) {
            // Produced like that; whoever reads from the batch's start misses nothing.
            long offset = Math.max(startOffset, batch.baseOffset());
            return Optional.of(answer(offset, batch.maxTimestamp(), batch));
        }
    }

    private TimestampedOffset answer(long offset, long timestamp, RecordBatchView batch) {
        int epoch = batch.leaderEpoch() >= 0 ? batch.leaderEpoch() : epochs.epochAt(offset);
        return new TimestampedOffset(offset, timestamp, epoch);
    }
}
