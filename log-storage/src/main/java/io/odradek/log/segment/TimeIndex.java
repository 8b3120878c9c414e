package io.odradek.log.segment;

import io.odradek.log.io.Disk;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The sparse {@code .timeindex}: pairs of (largest timestamp so far, last offset of the batch that
 * has it, relative to the segment's base), both growing. Everything before an entry's offset has a
 * timestamp of at most the entry's. Confined.
 */
final class TimeIndex {

    static final int ENTRY_BYTES = 12;

    private final long baseOffset;
    private final EntryFile entries;
    private long lastTimestamp = -1;
    private long lastOffset = -1;

    private TimeIndex(long baseOffset, EntryFile entries) {
        this.baseOffset = baseOffset;
        this.entries = entries;
    }

    static TimeIndex fresh(Disk disk, Path directory, long baseOffset, String suffix) {
        Path path = SegmentFiles.of(directory, baseOffset, SegmentFiles.TIME_INDEX + suffix);
        return new TimeIndex(baseOffset, EntryFile.fresh(disk, path, ENTRY_BYTES));
    }

    static TimeIndex existing(Disk disk, Path directory, long baseOffset) throws IOException {
        Path path = SegmentFiles.of(directory, baseOffset, SegmentFiles.TIME_INDEX);
        TimeIndex index = new TimeIndex(baseOffset, EntryFile.existing(disk, path, ENTRY_BYTES));
        index.loadLast();
        return index;
    }

    EntryFile entries() {
        return entries;
    }

    int count() {
        return entries.count();
    }

    private void loadLast() throws IOException {
        int n = count();
        lastTimestamp = n == 0 ? -1 : timestamp(n - 1);
        lastOffset = n == 0 ? -1 : offset(n - 1);
    }

    /** Adds an entry unless it would not advance the time. Touches memory only. */
    void maybeAppend(long timestamp, long offset) {
        if (timestamp > lastTimestamp && offset > lastOffset) {
            entries.slot().putLong(timestamp).putInt((int) (offset - baseOffset));
            lastTimestamp = timestamp;
            lastOffset = offset;
        }
    }

    /** The largest timestamp in the index, or -1. */
    long lastTimestamp() {
        return lastTimestamp;
    }

    /** The offset of the last entry; means nothing when there is none. */
    long lastOffset() {
        return lastOffset;
    }

    long timestamp(int entry) throws IOException {
        return entries.longAt(entry, 0);
    }

    long offset(int entry) throws IOException {
        return baseOffset + entries.intAt(entry, 8);
    }

    /** An offset at or before the first batch that reaches {@code timestamp}. */
    long offsetFor(long timestamp) throws IOException {
        int low = -1;
        int high = count() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (timestamp(middle) < timestamp) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low < 0 ? baseOffset : offset(low);
    }

    /** How many entries speak of offsets below {@code offset}. */
    int entriesBelow(long offset) throws IOException {
        int n = count();
        while (n > 0 && offset(n - 1) >= offset) {
            n--;
        }
        return n;
    }

    /** Whether timestamps and offsets grow and stay below {@code endOffset}. Reads everything. */
    boolean isSane(long endOffset) throws IOException {
        long timestamp = -1;
        long offset = -1;
        int n = count();
        for (int i = 0; i < n; i++) {
            long nextTimestamp = timestamp(i);
            int nextOffset = entries.intAt(i, 8);
            if (nextTimestamp <= timestamp
                    || nextOffset <= offset
                    || baseOffset + nextOffset >= endOffset) {
                return false;
            }
            timestamp = nextTimestamp;
            offset = nextOffset;
        }
        return true;
    }

    void truncate(int count) throws IOException {
        entries.truncate(count);
        loadLast();
    }
}
