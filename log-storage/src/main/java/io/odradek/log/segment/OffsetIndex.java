package io.odradek.log.segment;

import io.odradek.log.io.Disk;
import io.odradek.log.io.Invariants;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The sparse {@code .index}: pairs of (last offset of a batch relative to the segment's base, byte
 * position where that batch starts), both growing. Confined.
 */
final class OffsetIndex {

    static final int ENTRY_BYTES = 8;

    private final long baseOffset;
    private final EntryFile entries;

    private OffsetIndex(long baseOffset, EntryFile entries) {
        this.baseOffset = baseOffset;
        this.entries = entries;
    }

    static OffsetIndex fresh(Disk disk, Path directory, long baseOffset, String suffix) {
        Path path = SegmentFiles.of(directory, baseOffset, SegmentFiles.OFFSET_INDEX + suffix);
        return new OffsetIndex(baseOffset, EntryFile.fresh(disk, path, ENTRY_BYTES));
    }

    static OffsetIndex existing(Disk disk, Path directory, long baseOffset) throws IOException {
        Path path = SegmentFiles.of(directory, baseOffset, SegmentFiles.OFFSET_INDEX);
        return new OffsetIndex(baseOffset, EntryFile.existing(disk, path, ENTRY_BYTES));
    }

    EntryFile entries() {
        return entries;
    }

    int count() {
        return entries.count();
    }

    void append(long lastOffset, int position) {
        long relative = lastOffset - baseOffset;
        Invariants.check(
                relative >= 0 && relative <= Integer.MAX_VALUE,
                "an offset does not fit the segment's index",
                lastOffset,
                baseOffset);
        entries.slot().putInt((int) relative).putInt(position);
    }

    long offset(int entry) throws IOException {
        return baseOffset + entries.intAt(entry, 0);
    }

    int position(int entry) throws IOException {
        return entries.intAt(entry, 4);
    }

    /** Where to start looking for {@code offset}: the position of a batch at or before it. */
    int positionFor(long offset) throws IOException {
        int entry = lastAtMost(offset);
        return entry < 0 ? 0 : position(entry);
    }

    private int lastAtMost(long offset) throws IOException {
        int low = -1;
        int high = count() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (offset(middle) <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The position of the last indexed batch that starts at or before {@code position}, or 0. */
    int positionAtMost(int position) throws IOException {
        int entry = entriesBelow(position + 1L) - 1;
        return entry < 0 ? 0 : position(entry);
    }

    /** How many entries point below {@code position}. */
    int entriesBelow(long position) throws IOException {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (position(middle) < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether offsets and positions grow and stay inside a log of this size. Reads everything. */
    boolean isSane(long logBytes) throws IOException {
        long offset = -1;
        long position = -1;
        int n = count();
        for (int i = 0; i < n; i++) {
            int nextOffset = entries.intAt(i, 0);
            int nextPosition = entries.intAt(i, 4);
            if (nextOffset <= offset || nextPosition <= position || nextPosition >= logBytes) {
                return false;
            }
            offset = nextOffset;
            position = nextPosition;
        }
        return true;
    }

    void truncate(int count) throws IOException {
        entries.truncate(count);
    }
}
