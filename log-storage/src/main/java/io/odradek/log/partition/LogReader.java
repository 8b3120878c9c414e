package io.odradek.log.partition;

import io.odradek.log.segment.HeaderScan;
import io.odradek.log.segment.Segment;

import java.io.IOException;

/** Finds what a fetch may have. Confined to its log. */
final class LogReader {

    private final SegmentList segments;

    LogReader(SegmentList segments) {
        this.segments = segments;
    }

    /**
     * Whole batches from the one that holds {@code offset} on, all below {@code limitOffset}, from
     * one segment. {@code offset} lies within the log.
     */
    ReadOutcome read(
            long offset,
            int maxBytes,
            long limitOffset,
            boolean atLeastOneBatch,
            int indexIntervalBytes)
            throws IOException {
        if (offset >= limitOffset) {
            return new ReadOutcome.Empty(offset);
        }
        for (int i = Math.max(0, segments.floor(offset)); i < segments.count(); i++) {
            if (segments.baseOffset(i) >= limitOffset) {
                break;
            }
            Segment segment = segments.get(i, indexIntervalBytes);
            int start = segment.positionOf(offset);
            if (start < segment.sizeInBytes()) { // else the offset lies in a hole at its end
                return slice(segment, start, offset, maxBytes, limitOffset, atLeastOneBatch);
            }
        }
        return new ReadOutcome.Empty(offset);
    }

    /**
     * The same, but not from a header on that compaction has left without records, if anything
     * follows: who reads formats without such headers would never get past it.
     */
    ReadOutcome readRecords(
            long offset,
            int maxBytes,
            long limitOffset,
            boolean atLeastOneBatch,
            int indexIntervalBytes)
            throws IOException {
        for (int i = Math.max(0, segments.floor(offset)); i < segments.count(); i++) {
            if (segments.baseOffset(i) >= limitOffset) {
                break;
            }
            Segment segment = segments.get(i, indexIntervalBytes);
            HeaderScan scan = segment.headersFrom(segment.positionOf(offset));
            while (scan.next() && scan.header().lastOffset() < limitOffset) {
                if (scan.header().recordCount() > 0) {
                    return slice(
                            segment,
                            (int) scan.position(),
                            offset,
                            maxBytes,
                            limitOffset,
                            atLeastOneBatch);
                }
            }
        }
        return read(offset, maxBytes, limitOffset, atLeastOneBatch, indexIntervalBytes);
    }

    private static ReadOutcome slice(
            Segment segment,
            int start,
            long offset,
            int maxBytes,
            long limitOffset,
            boolean atLeastOneBatch)
            throws IOException {
        int end = segment.positionOf(limitOffset);
        if (end - start > maxBytes) {
            end = segment.boundaryAtMost(start, start + Math.max(0, maxBytes));
            if (end == start && atLeastOneBatch) {
                HeaderScan first = segment.headersFrom(start);
                end = first.next() ? (int) first.nextPosition() : start;
            }
        }
        if (end <= start) {
            return new ReadOutcome.Empty(offset);
        }
        long next = nextOffset(segment, end, Math.min(limitOffset, segment.nextOffset()));
        return new LogSlice(segment.sharedFile().retain(), start, end - start, offset, next);
    }

    private static long nextOffset(Segment segment, int end, long atSegmentEnd) throws IOException {
        if (end == segment.sizeInBytes()) {
            return segment.nextOffset();
        }
        HeaderScan following = segment.headersFrom(end);
        return following.next() ? following.header().baseOffset() : atSegmentEnd;
    }
}
