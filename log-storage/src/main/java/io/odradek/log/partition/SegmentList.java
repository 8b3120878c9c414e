package io.odradek.log.partition;

import io.odradek.log.clean.CleanPlan;
import io.odradek.log.io.Disk;
import io.odradek.log.io.Invariants;
import io.odradek.log.segment.Segment;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A log's segments by base offset. The last one is active; the others are opened when somebody
 * needs them. Confined to its log.
 */
final class SegmentList {

    private static final class Slot {
        final long baseOffset;
        @Nullable Segment segment;
        CleanPlan.@Nullable Sealed facts;

        Slot(long baseOffset, @Nullable Segment segment) {
            this.baseOffset = baseOffset;
            this.segment = segment;
        }
    }

    private final Disk disk;
    private final Path directory;
    private final List<Slot> slots = new ArrayList<>();
    private long endOfUnopened;

    SegmentList(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    int count() {
        return slots.size();
    }

    long baseOffset(int i) {
        return slots.get(i).baseOffset;
    }

    /** Where the segment's offsets end; beyond the last one is the log's end. */
    long endOffset(int i) {
        if (i + 1 < slots.size()) {
            return slots.get(i + 1).baseOffset;
        }
        Segment last = slots.get(i).segment;
        return last == null ? endOfUnopened : last.nextOffset();
    }

    /** While recovery adds segments: where the last one added by name ends. */
    void endOfUnopened(long offset) {
        endOfUnopened = offset;
    }

    Segment active() {
        Segment active = slots.getLast().segment;
        if (active == null) {
            throw new IllegalStateException("the active segment is always open");
        }
        return active;
    }

    /** Opens a sealed segment if need be. */
    Segment get(int i, int indexIntervalBytes) throws IOException {
        Slot slot = slots.get(i);
        Segment segment = slot.segment;
        if (segment == null) {
            segment =
                    Segment.openSealed(
                            disk, directory, slot.baseOffset, endOffset(i), indexIntervalBytes);
            slot.segment = segment;
        }
        return segment;
    }

    /** The bytes of all batches. Opens the segments that were not looked at yet. */
    long sizeInBytes(int indexIntervalBytes) throws IOException {
        long bytes = active().sizeInBytes();
        for (int i = 0; i + 1 < slots.size(); i++) {
            bytes += sealed(i, indexIntervalBytes).bytes();
        }
        return bytes;
    }

    /** What is known of a segment that takes no more; looked up once, and remembered. */
    CleanPlan.Sealed sealed(int i, int indexIntervalBytes) throws IOException {
        Slot slot = slots.get(i);
        CleanPlan.@Nullable Sealed known = slot.facts;
        if (known == null) {
            boolean open = slot.segment != null;
            Segment segment = get(i, indexIntervalBytes);
            known =
                    new CleanPlan.Sealed(
                            slot.baseOffset,
                            endOffset(i),
                            segment.sizeInBytes(),
                            segment.indexBytes(),
                            segment.maxTimestamp());
            slot.facts = known;
            if (!open) {
                closed(slot);
                slot.segment = null;
            }
        }
        return known;
    }

    /**
     * The place of exactly these neighbours in the list, or -1 when they are not there any more.
     */
    int find(List<Long> baseOffsets, long endOffset) {
        int first = floor(baseOffsets.getFirst());
        if (first < 0 || first + baseOffsets.size() >= slots.size()) {
            return -1;
        }
        for (int i = 0; i < baseOffsets.size(); i++) {
            if (slots.get(first + i).baseOffset != baseOffsets.get(i)) {
                return -1;
            }
        }
        return slots.get(first + baseOffsets.size()).baseOffset == endOffset ? first : -1;
    }

    /**
     * Puts the segment that now has the name of the first in the place of {@code count} segments;
     * returns those of them that were open, closed.
     */
    List<Segment> replace(int first, int count) throws IOException {
        List<Segment> gone = new ArrayList<>();
        List<Slot> old = slots.subList(first, first + count);
        for (Slot slot : old) {
            closed(slot);
            if (slot.segment != null) {
                gone.add(slot.segment);
            }
        }
        long baseOffset = old.getFirst().baseOffset;
        old.clear();
        slots.add(first, new Slot(baseOffset, null));
        return gone;
    }

    /** The segment that would hold {@code offset}, or -1 if it lies before the first. */
    int floor(long offset) {
        int low = -1;
        int high = slots.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (slots.get(middle).baseOffset <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Adds a sealed segment by name only. */
    void addUnopened(long baseOffset) {
        check(baseOffset);
        slots.add(new Slot(baseOffset, null));
    }

    void add(Segment segment) {
        check(segment.baseOffset());
        slots.add(new Slot(segment.baseOffset(), segment));
    }

    private void check(long baseOffset) {
        Invariants.check(
                slots.isEmpty() || slots.getLast().baseOffset < baseOffset,
                "segments are out of order",
                slots.isEmpty() ? -1 : slots.getLast().baseOffset,
                baseOffset);
    }

    /** Takes the oldest segment out of the list, closing it; returns its base offset. */
    long removeFirst() throws IOException {
        return closed(slots.removeFirst());
    }

    /** Takes the newest segment out of the list, closing it; returns its base offset. */
    long removeLast() throws IOException {
        return closed(slots.removeLast());
    }

    private static long closed(Slot slot) throws IOException {
        if (slot.segment != null) {
            slot.segment.closeHandles();
        }
        return slot.baseOffset;
    }

    /** Reopens what is now the last segment as the active one, when it was only known by name. */
    void activate(int indexIntervalBytes, long endOffset) throws IOException {
        Slot slot = slots.getLast();
        slot.facts = null;
        if (slot.segment == null) {
            slot.segment =
                    Segment.openSealed(
                            disk, directory, slot.baseOffset, endOffset, indexIntervalBytes);
        }
    }

    /** Closes the handles of every segment; they come back when needed. */
    void closeHandles() throws IOException {
        for (Slot slot : slots) {
            if (slot.segment != null) {
                slot.segment.closeHandles();
            }
        }
    }

    /** Gives up sealed segments' handles, and what is kept in memory of them. */
    void forgetSealed(List<Segment> except) throws IOException {
        for (Slot slot : slots.subList(0, slots.size() - 1)) {
            Segment segment = slot.segment;
            if (segment != null && !except.contains(segment)) {
                segment.closeHandles();
                slot.segment = null;
            }
        }
    }
}
