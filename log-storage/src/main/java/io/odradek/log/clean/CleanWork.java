package io.odradek.log.clean;

import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.io.Disk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The reading and writing of one compaction, a bounded piece at a time. Handed to and fro between
 * the log's shard, which says what comes next, and I/O threads, which do it; never used by two at
 * once.
 */
public final class CleanWork {

    /** About what one piece reads: an I/O thread is not to be held for long. */
    public static final long PIECE_BYTES = 1 << 20;

    private final Disk disk;
    private final Path directory;
    private final int indexIntervalBytes;
    private final KeyScan keys;
    private final ProducerTail producers;
    private final CleanRules rules;
    private final long nowMs;
    private @Nullable SourceReader source;
    private boolean scanEnded;
    private @Nullable BatchCleaner cleaner;
    private @Nullable GroupCopy group;
    private boolean groupDone;
    private boolean groupChanged;
    private volatile boolean cancelled;

    /**
     * @param map empty
     * @param producers where the log last heard of its producers
     */
    public CleanWork(
            Disk disk,
            Path directory,
            int indexIntervalBytes,
            CleanPlan.Clean plan,
            OffsetMap map,
            ProducerTail producers,
            CleanRules rules,
            long nowMs) {
        this.disk = disk;
        this.directory = directory;
        this.indexIntervalBytes = indexIntervalBytes;
        this.keys = new KeyScan(map, plan.from(), plan.to());
        this.producers = producers;
        this.rules = rules;
        this.nowMs = nowMs;
    }

    /** Pieces under way end early. Thread-safe. */
    public void cancel() {
        cancelled = true;
    }

    // ------------------------------------------------------------------ keys

    public boolean needsSource() {
        return source == null;
    }

    /** Whether what follows need not be scanned. */
    public boolean scanEnded() {
        return scanEnded;
    }

    /** After the last source: whether all must be scanned once more. */
    public boolean scanAgain() {
        scanEnded = false;
        return keys.again();
    }

    public void scan(SourceFile file) {
        source = new SourceReader(file.path(), file.file(), file.bytes());
    }

    /** Reads a piece of the source; returns the bytes. */
    public long runScan() throws IOException {
        SourceReader reader = source;
        if (reader == null) {
            return 0;
        }
        long from = reader.position();
        while (!reader.atEnd()
                && !scanEnded
                && !cancelled
                && reader.position() - from < PIECE_BYTES) {
            RecordBatchView batch = reader.next();
            scanEnded = !keys.add(batch);
        }
        if (reader.atEnd() || scanEnded) {
            source = null;
            reader.close();
        }
        return reader.position() - from;
    }

    /** What lies below is, or is being, compacted; final once the keys are known. */
    public long to() {
        return keys.to();
    }

    // ------------------------------------------------------------------ copies

    /** Begins the copy that will stand at {@code baseOffset}. */
    public void copy(long baseOffset, List<SourceFile> sources) {
        BatchCleaner cleaning = cleaner;
        if (cleaning == null) {
            cleaning = new BatchCleaner(keys, producers, rules.deleteRetentionMs(), nowMs);
            cleaner = cleaning;
        }
        List<SourceReader> readers = new ArrayList<>();
        for (SourceFile file : sources) {
            readers.add(new SourceReader(file.path(), file.file(), file.bytes()));
        }
        group =
                new GroupCopy(
                        readers,
                        cleaning,
                        () -> new SegmentCopy(disk, directory, baseOffset, indexIntervalBytes));
        groupDone = false;
        groupChanged = false;
    }

    /** Copies a piece; at the end makes the copy durable, or drops one that changes nothing. */
    public long runCopy() throws IOException {
        GroupCopy copying = group;
        if (copying == null || cancelled) {
            return 0;
        }
        long read = copying.run(PIECE_BYTES);
        if (copying.isDone()) {
            groupChanged = copying.isChanged();
            if (groupChanged) {
                copying.finish();
                copying.close();
            } else {
                copying.discard();
            }
            group = null;
            groupDone = true;
        }
        return read;
    }

    public boolean isGroupDone() {
        return groupDone;
    }

    /** The copy that is done is seen to. */
    public void taken() {
        groupDone = false;
    }

    public boolean isGroupChanged() {
        return groupChanged;
    }

    /** Deletes a copy that was made or begun. */
    public long discard(long baseOffset) throws IOException {
        SegmentCopy.delete(disk, directory, baseOffset);
        return 0;
    }

    /** Lets go of all files. */
    public void close() throws IOException {
        SourceReader reader = source;
        source = null;
        if (reader != null) {
            reader.close();
        }
        GroupCopy copying = group;
        group = null;
        if (copying != null) {
            copying.close();
        }
    }

    public long recordsRemoved() {
        return cleaner == null ? 0 : cleaner.recordsRemoved();
    }

    public long unreadable() {
        return cleaner == null ? 0 : cleaner.unreadable();
    }
}
