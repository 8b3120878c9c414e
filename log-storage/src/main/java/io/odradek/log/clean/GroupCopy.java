package io.odradek.log.clean;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.BatchRewrite;
import io.odradek.log.batch.RecordBatchView;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Makes one compacted segment of one or more segments that follow each other. Confined.
 *
 * <p>The last batch stays, if only as a header: so the copy ends where the next segment begins, and
 * whoever reads or recovers the log finds its segments joined as ever.
 */
final class GroupCopy {

    /** Opens the file to write, on the thread that writes it. */
    interface Target {
        SegmentCopy open() throws IOException;
    }

    private final List<SourceReader> sources;
    private final BatchCleaner cleaner;
    private final Target target;
    private @Nullable SegmentCopy copy;
    private int current;
    private boolean changed;

    /** The header of a batch that went, as long as none has followed that stays. */
    private @Nullable ByteBuffer lastGone;

    private int lastGoneBytes;

    GroupCopy(List<SourceReader> sources, BatchCleaner cleaner, Target target) {
        this.sources = sources;
        this.cleaner = cleaner;
        this.target = target;
        this.changed = sources.size() > 1;
    }

    /** Copies until about so many bytes were read; returns how many were. */
    long run(long bytes) throws IOException {
        long read = 0;
        while (read < bytes && !isDone()) {
            SourceReader source = sources.get(current);
            if (source.atEnd()) {
                current++;
                continue;
            }
            RecordBatchView batch = source.next();
            read += batch.sizeInBytes();
            @Nullable ByteBuffer stays = cleaner.clean(batch);
            changed |= lastGone != null;
            if (stays == null) {
                lastGone = BatchRewrite.hole(batch);
                lastGoneBytes = batch.sizeInBytes();
                continue;
            }
            lastGone = null;
            changed |= stays.remaining() != batch.sizeInBytes() || !sameCrc(stays, batch);
            copy().add(stays);
        }
        return read;
    }

    private static boolean sameCrc(ByteBuffer stays, RecordBatchView batch) {
        return stays.getInt(stays.position() + BatchFormat.CRC) == batch.crc();
    }

    boolean isDone() {
        return current == sources.size();
    }

    /** Once it is done: whether the copy differs from what there is. */
    boolean isChanged() {
        return changed || (lastGone != null && lastGoneBytes > BatchFormat.RECORDS);
    }

    private SegmentCopy copy() throws IOException {
        SegmentCopy open = copy;
        if (open == null) {
            open = target.open();
            copy = open;
        }
        return open;
    }

    /** Makes the copy complete and durable. */
    void finish() throws IOException {
        if (lastGone != null) {
            copy().add(lastGone);
        }
        copy().finish();
    }

    /** Deletes what was written. */
    void discard() throws IOException {
        SegmentCopy open = copy;
        close();
        if (open != null) {
            open.delete();
        }
    }

    void close() throws IOException {
        try {
            if (copy != null) {
                copy.close();
            }
        } finally {
            for (SourceReader source : sources) {
                source.close();
            }
        }
    }
}
