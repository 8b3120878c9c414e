package io.odradek.log.segment;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.batch.TransactionMarker;
import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.Invariants;
import io.odradek.log.io.SharedFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One segment: the file of batches with its two indexes. Confined to its log's shard.
 *
 * <p>{@link #write} puts bytes at the end and {@link #index} tells the segment what they were; only
 * after both does the segment know them. A write that failed leaves it as it was, except for bytes
 * behind {@link #sizeInBytes} which {@link #cutBack} removes. A segment that is not touched holds
 * no open file.
 */
public final class Segment {

    private final Disk disk;
    private final Path directory;
    private final long baseOffset;
    private final Path path;
    private final int indexIntervalBytes;
    private final RecentBatches recent = new RecentBatches();
    private OffsetIndex offsets;
    private TimeIndex times;
    private @Nullable SharedFile file;
    private int size;
    private long nextOffset;
    private long maxTimestamp = BatchFormat.NO_TIMESTAMP;
    private long offsetOfMaxTimestamp;
    private long firstTimestamp = BatchFormat.NO_TIMESTAMP;
    private int bytesSinceIndexEntry;

    private Segment(
            Disk disk, Path directory, long baseOffset, int indexIntervalBytes, boolean existing)
            throws IOException {
        this(disk, directory, baseOffset, indexIntervalBytes, existing, "");
    }

    private Segment(
            Disk disk,
            Path directory,
            long baseOffset,
            int indexIntervalBytes,
            boolean existing,
            String suffix)
            throws IOException {
        this.disk = disk;
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.indexIntervalBytes = indexIntervalBytes;
        this.path = SegmentFiles.of(directory, baseOffset, SegmentFiles.LOG + suffix);
        this.nextOffset = baseOffset;
        this.offsetOfMaxTimestamp = baseOffset;
        this.offsets =
                existing
                        ? OffsetIndex.existing(disk, directory, baseOffset)
                        : OffsetIndex.fresh(disk, directory, baseOffset, suffix);
        try {
            this.times =
                    existing
                            ? TimeIndex.existing(disk, directory, baseOffset)
                            : TimeIndex.fresh(disk, directory, baseOffset, suffix);
        } catch (IOException e) {
            offsets.entries().closeHandle();
            throw e;
        }
    }

    /** Creates the segment's log file; the directory is not synced. */
    public static Segment create(Disk disk, Path directory, long baseOffset, int indexIntervalBytes)
            throws IOException {
        return create(disk, directory, baseOffset, indexIntervalBytes, "");
    }

    /** The same with {@code suffix} at the end of every file's name. */
    public static Segment create(
            Disk disk, Path directory, long baseOffset, int indexIntervalBytes, String suffix)
            throws IOException {
        Segment segment =
                new Segment(disk, directory, baseOffset, indexIntervalBytes, false, suffix);
        return segment.opened(
                () -> {
                    SharedFile file = new SharedFile(disk.open(segment.path, Disk.Mode.CREATE));
                    segment.file = file;
                    if (file.file().size() > 0) {
                        file.file().truncate(0); // left over from a roll that failed half way
                    }
                    segment.offsets.entries().truncate(0);
                    segment.times.entries().truncate(0);
                });
    }

    /** Work on files, in which every step may fail. */
    private interface Steps {
        void run() throws IOException;
    }

    /** What could not be opened holds no file open. */
    private Segment opened(Steps steps) throws IOException {
        try {
            steps.run();
            return this;
        } catch (IOException | RuntimeException e) {
            try {
                closeHandles();
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    /**
     * Opens a segment that ends at {@code endOffset} (known from the next segment's name), trusting
     * its indexes if they are there.
     */
    public static Segment openSealed(
            Disk disk, Path directory, long baseOffset, long endOffset, int indexIntervalBytes)
            throws IOException {
        Segment segment = new Segment(disk, directory, baseOffset, indexIntervalBytes, true);
        return segment.opened(
                () -> {
                    segment.size = segment.fileSize();
                    segment.nextOffset = endOffset;
                    if (!segment.indexesLookSane()) {
                        segment.rebuild();
                        segment.nextOffset = endOffset;
                    }
                    segment.loadMaxTimestamp();
                });
    }

    /** Writes both indexes of a sealed segment anew. */
    public static void rebuildIndexes(
            Disk disk, Path directory, long baseOffset, int indexIntervalBytes) throws IOException {
        Segment segment = new Segment(disk, directory, baseOffset, indexIntervalBytes, true);
        segment.opened(segment::rebuild).closeHandles();
    }

    /** The last entries say enough: indexes are damaged by being cut short or by being absent. */
    private boolean indexesLookSane() throws IOException {
        int n = offsets.count();
        int t = times.count();
        return (n == 0
                        || (offsets.offset(n - 1) >= baseOffset
                                && offsets.offset(n - 1) < nextOffset
                                && offsets.position(n - 1) < size))
                && (t == 0 || times.lastOffset() < nextOffset);
    }

    private void rebuild() throws IOException {
        offsets.truncate(0);
        times.truncate(0);
        int end = fileSize();
        size = 0;
        nextOffset = baseOffset;
        HeaderScan scan = new HeaderScan(log(), 0, end);
        while (scan.next()) {
            index(scan.header());
            prepareIndexes();
        }
        recent.clear();
        if (size != end) {
            throw new DamagedSegmentException(path, size);
        }
        for (SharedFile shared : filesForCheckpoint()) {
            shared.file().sync();
        }
        disk.syncDirectory(directory);
    }

    /**
     * Opens the last segment of a log, trusting what lies before {@code trustedOffset}: walks from
     * the last index entry below it to the first batch at or above it, and drops index entries from
     * there on. What follows in the file is not part of the segment until {@link #index} says so.
     * Returns null when the file does not have a batch boundary where it should: then only {@link
     * #openUntrusted} helps.
     */
    public static @Nullable Segment openTrusted(
            Disk disk, Path directory, long baseOffset, long trustedOffset, int indexIntervalBytes)
            throws IOException {
        Segment segment = new Segment(disk, directory, baseOffset, indexIntervalBytes, true);
        boolean[] restored = {false};
        segment.opened(() -> restored[0] = segment.restore(trustedOffset, segment.fileSize()));
        if (restored[0]) {
            return segment;
        }
        segment.closeHandles();
        return null;
    }

    /** Opens a segment of which nothing is believed: it starts out empty, to be scanned. */
    public static Segment openUntrusted(
            Disk disk, Path directory, long baseOffset, int indexIntervalBytes) throws IOException {
        Segment segment = new Segment(disk, directory, baseOffset, indexIntervalBytes, true);
        return segment.opened(
                () -> {
                    segment.offsets.truncate(0);
                    segment.times.truncate(0);
                });
    }

    private boolean restore(long trustedOffset, int fileSize) throws IOException {
        if (!offsets.isSane(fileSize)) {
            return false;
        }
        int keep = offsets.count();
        while (keep > 0 && offsets.offset(keep - 1) >= trustedOffset) {
            keep--;
        }
        offsets.truncate(keep);
        times.truncate(times.entriesBelow(trustedOffset));
        if (!times.isSane(trustedOffset)) {
            return false;
        }
        loadMaxTimestamp();
        int start = keep == 0 ? 0 : offsets.position(keep - 1);
        long expectedLast = keep == 0 ? -1 : offsets.offset(keep - 1);
        HeaderScan scan = new HeaderScan(log(), start, fileSize);
        size = start;
        boolean first = true;
        while (scan.next()) {
            RecordBatchView batch = scan.header();
            if (batch.baseOffset() < baseOffset
                    || (first && keep > 0 && batch.lastOffset() != expectedLast)) {
                return false;
            }
            first = false;
            if (batch.baseOffset() >= trustedOffset) {
                break;
            }
            if (batch.lastOffset() >= trustedOffset) {
                return false;
            }
            remember(batch);
        }
        bytesSinceIndexEntry = size - start;
        return !first || keep == 0;
    }

    // ------------------------------------------------------------------ facts

    public long baseOffset() {
        return baseOffset;
    }

    public long nextOffset() {
        return nextOffset;
    }

    public int sizeInBytes() {
        return size;
    }

    /** The log file's real length, which may exceed {@link #sizeInBytes} before recovery. */
    public int fileSize() throws IOException {
        long bytes = log().size();
        if (bytes > Integer.MAX_VALUE) {
            throw new IOException(path + " has " + bytes + " bytes; a segment has at most 2 GiB");
        }
        return (int) bytes;
    }

    public long maxTimestamp() {
        return maxTimestamp;
    }

    /** What the larger of the two indexes takes. */
    public int indexBytes() {
        return Math.max(
                offsets.count() * OffsetIndex.ENTRY_BYTES, times.count() * TimeIndex.ENTRY_BYTES);
    }

    /** The last offset of the first batch that has {@link #maxTimestamp}. */
    public long offsetOfMaxTimestamp() {
        return offsetOfMaxTimestamp;
    }

    /** The largest timestamp of the first batch that has records, or -1. */
    public long firstTimestamp() throws IOException {
        if (firstTimestamp == BatchFormat.NO_TIMESTAMP && size > 0) {
            HeaderScan scan = headersFrom(0);
            boolean found = false;
            while (!found && scan.next()) {
                found = scan.header().recordCount() > 0;
                firstTimestamp = found ? scan.header().maxTimestamp() : firstTimestamp;
            }
        }
        return firstTimestamp;
    }

    public Path path() {
        return path;
    }

    /** The open log file; the caller does not own it. */
    public SharedFile sharedFile() throws IOException {
        SharedFile shared = file;
        if (shared == null) {
            shared = new SharedFile(disk.open(path, Disk.Mode.READ_WRITE));
            file = shared;
        }
        return shared;
    }

    private DiskFile log() throws IOException {
        return sharedFile().file();
    }

    /** The three files, which must be synced for everything up to now to survive. */
    public List<SharedFile> filesForCheckpoint() throws IOException {
        sealIndexes();
        return List.of(sharedFile(), offsets.entries().open(), times.entries().open());
    }

    // ------------------------------------------------------------------ appending

    /** Makes sure that {@link #index} will not have to touch the disk. */
    public void prepareIndexes() throws IOException {
        if (offsets.entries().isTailFull()) {
            offsets.entries().writeTail();
        }
        if (times.entries().isTailFull()) {
            times.entries().writeTail();
        }
    }

    /**
     * Writes the remaining bytes of {@code batches} at the end. Changes nothing the segment knows.
     */
    public void write(ByteBuffer batches) throws IOException {
        log().write(batches, size);
    }

    /** After a failed {@link #write}: removes what it may have left behind. */
    public void cutBack() throws IOException {
        log().truncate(size);
    }

    /** Takes note of a batch that stands in the file at {@link #sizeInBytes}. */
    public void index(RecordBatchView batch) {
        Invariants.check(
                batch.baseOffset() >= nextOffset,
                "a batch's offsets are below the segment's end",
                batch.baseOffset(),
                nextOffset);
        int position = size;
        recent.add(batch.baseOffset(), position);
        remember(batch);
        if (bytesSinceIndexEntry > indexIntervalBytes) {
            offsets.append(batch.lastOffset(), position);
            times.maybeAppend(maxTimestamp, offsetOfMaxTimestamp);
            bytesSinceIndexEntry = 0;
        }
        bytesSinceIndexEntry += batch.sizeInBytes();
    }

    private void remember(RecordBatchView batch) {
        // Compaction leaves headers without records: nothing there has a time.
        long timestamp = batch.recordCount() == 0 ? BatchFormat.NO_TIMESTAMP : batch.maxTimestamp();
        if (size == 0) {
            firstTimestamp = timestamp;
        }
        if (timestamp > maxTimestamp) {
            maxTimestamp = timestamp;
            offsetOfMaxTimestamp = batch.lastOffset();
        }
        size += batch.sizeInBytes();
        nextOffset = batch.nextOffset();
    }

    /** Completes the time index and brings both indexes to their files (not to the platter). */
    public void sealIndexes() throws IOException {
        times.maybeAppend(maxTimestamp, offsetOfMaxTimestamp);
        offsets.entries().writeTail();
        times.entries().writeTail();
    }

    private void loadMaxTimestamp() {
        if (times.count() > 0) {
            maxTimestamp = times.lastTimestamp();
            offsetOfMaxTimestamp = times.lastOffset();
        }
    }

    // ------------------------------------------------------------------ reading

    /** The position of the first batch whose last offset is at least {@code offset}, or the end. */
    public int positionOf(long offset) throws IOException {
        if (offset >= nextOffset) {
            return size;
        }
        int known = recent.positionOf(offset);
        if (known >= 0) {
            return known;
        }
        HeaderScan scan = new HeaderScan(log(), offsets.positionFor(offset), size);
        while (scan.next()) {
            if (scan.header().lastOffset() >= offset) {
                return (int) scan.position();
            }
        }
        requireEnd(scan);
        return size;
    }

    /** The last batch boundary at or before {@code position}, itself at or after {@code start}. */
    public int boundaryAtMost(int start, int position) throws IOException {
        if (position >= size) {
            return size;
        }
        int from = Math.max(start, offsets.positionAtMost(position));
        HeaderScan scan = new HeaderScan(log(), from, size);
        int boundary = from;
        while (scan.next() && scan.nextPosition() <= position) {
            boundary = (int) scan.nextPosition();
        }
        return boundary;
    }

    /** A scan of the headers from a batch boundary to the segment's end. */
    public HeaderScan headersFrom(int position) throws IOException {
        return new HeaderScan(log(), position, size);
    }

    /** The transaction marker in the control batch at {@code position}, if it is one. */
    public Optional<TransactionMarker> readMarker(long position) throws IOException {
        return TransactionMarker.find(readBatch(position));
    }

    /** A copy of the batch at {@code position}, which a scan has found there. */
    public RecordBatchView readBatch(long position) throws IOException {
        ByteBuffer header = readFully(position, BatchFormat.RECORDS);
        int batchBytes = new RecordBatchView().wrap(header, 0).sizeInBytes();
        if (batchBytes < BatchFormat.RECORDS || batchBytes > size - position) {
            throw new DamagedSegmentException(path, position);
        }
        return new RecordBatchView().wrap(readFully(position, batchBytes), 0);
    }

    private ByteBuffer readFully(long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (log().read(buffer, position + buffer.position()) < 0) {
                throw new DamagedSegmentException(path, position);
            }
        }
        return buffer.flip();
    }

    /** Headers from the first batch that may reach {@code timestamp}. */
    public HeaderScan headersReaching(long timestamp) throws IOException {
        return headersFrom(positionOf(times.offsetFor(timestamp)));
    }

    /** A scan that should have reached the end did not: the file is not what was written. */
    private void requireEnd(HeaderScan scan) throws IOException {
        if (scan.nextPosition() != size) {
            throw new DamagedSegmentException(path, scan.nextPosition());
        }
    }

    // ------------------------------------------------------------------ shrinking

    /**
     * Drops every batch whose last offset is at least {@code offset}, with their index entries, and
     * syncs. Returns the new end offset.
     */
    public long truncateTo(long offset) throws IOException {
        int keepBytes = positionOf(offset);
        recent.clear();
        log().truncate(keepBytes);
        offsets.truncate(offsets.entriesBelow(keepBytes));
        int kept = offsets.count();
        long trusted = keepBytes == 0 ? baseOffset : offset;
        times.truncate(times.entriesBelow(trusted));
        size = 0;
        nextOffset = baseOffset;
        maxTimestamp = BatchFormat.NO_TIMESTAMP;
        offsetOfMaxTimestamp = baseOffset;
        firstTimestamp = BatchFormat.NO_TIMESTAMP;
        loadMaxTimestamp();
        int start = kept == 0 ? 0 : offsets.position(kept - 1);
        size = start;
        HeaderScan scan = new HeaderScan(log(), start, keepBytes);
        while (scan.next()) {
            remember(scan.header());
        }
        Invariants.check(size == keepBytes, "a truncated segment has a hole", size, keepBytes);
        bytesSinceIndexEntry = size - start;
        for (SharedFile shared : filesForCheckpoint()) {
            shared.file().sync();
        }
        return nextOffset;
    }

    // ------------------------------------------------------------------ ends

    /** Closes the handles; they come back when needed. */
    public void closeHandles() throws IOException {
        SharedFile shared = file;
        file = null;
        if (shared != null) {
            shared.release();
        }
        offsets.entries().closeHandle();
        times.entries().closeHandle();
    }

    /** Deletes a segment's files; who has them open can still read them. */
    public static void deleteFiles(Disk disk, Path directory, long baseOffset) throws IOException {
        for (String suffix : SegmentFiles.ALL) {
            disk.delete(SegmentFiles.of(directory, baseOffset, suffix));
        }
    }

    /** Deletes the log and the indexes that have {@code suffix} at the end of their names. */
    public static void deleteFiles(Disk disk, Path directory, long baseOffset, String suffix)
            throws IOException {
        for (String kind : SegmentFiles.OWN) {
            disk.delete(SegmentFiles.of(directory, baseOffset, kind + suffix));
        }
    }

    @Override
    public String toString() {
        return path + " [" + baseOffset + ", " + nextOffset + ")";
    }
}
