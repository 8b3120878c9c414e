package io.odradek.log.partition;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.io.SharedFile;
import io.odradek.log.segment.SoundScan;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A segment's batches below the high watermark, looked at and repaired in place by an I/O thread
 * while the log goes on. The holder closes it once; until then the file stays open, even when the
 * segment is deleted. Replicas of a log hold the same bytes at the same offsets, so what one disk
 * forgot, another has.
 */
public final class HeldSegment implements AutoCloseable {
    private final Path path;
    private final SharedFile file;
    private final int size;
    private final long baseOffset;
    private final long endOffset;
    private final EpochHistory epochs;

    /**
     * Takes over one hold on {@code file}.
     *
     * @param epochs as they are now; nobody else has this copy
     */
    HeldSegment(
            Path path,
            SharedFile file,
            int size,
            long baseOffset,
            long endOffset,
            EpochHistory epochs) {
        this.path = path;
        this.file = file;
        this.size = size;
        this.baseOffset = baseOffset;
        this.endOffset = endOffset;
        this.epochs = epochs;
    }

    /** What came of an attempt to mend. */
    public sealed interface Mending {
        /** So many bytes were written anew; the segment is sound up to where it was damaged on. */
        record Done(int bytes) implements Mending {}

        /** What was given is not enough: more batches, from this offset on. */
        record NeedsMore(long fromOffset) implements Mending {}

        /** The other replica's batches do not fit into this file. Nothing was written. */
        record Differs() implements Mending {}
    }

    /** Reads all of it; null when it is sound. */
    public @Nullable SegmentDamage damage() throws IOException {
        SoundScan scan = scan(0, baseOffset);
        long before = 0;
        long offsetBefore = baseOffset;
        long position = 0;
        long offset = baseOffset;
        while (scan.next() && isOfItsEpoch(scan)) {
            before = position;
            offsetBefore = offset;
            position = scan.position();
            offset = scan.nextOffset();
        }
        return position == size
                ? null
                : new SegmentDamage(path, position, offset, before, offsetBefore);
    }

    /** The checksum does not cover the epoch; where epochs began is known apart from it. */
    private boolean isOfItsEpoch(SoundScan scan) {
        int known = epochs.epochAt(scan.baseOffset());
        return known < 0 || known == scan.leaderEpoch();
    }

    private SoundScan scan(long position, long nextOffset) {
        return new SoundScan(file.file(), position, size, nextOffset, endOffset);
    }

    /**
     * Puts another replica's batches where this one is damaged, as soon as they reach to something
     * sound again, and makes them durable.
     *
     * @param batches whole and in order, from {@link SegmentDamage#repairOffset} on
     */
    public Mending mend(SegmentDamage damage, ByteBuffer batches) throws IOException {
        RecordBatchView batch = new RecordBatchView();
        long next = damage.repairOffset();
        int at = batches.position();
        while (batches.limit() - at >= BatchFormat.RECORDS) {
            batch.wrap(batches, at);
            int bytes = batch.sizeInBytes();
            if (bytes < BatchFormat.RECORDS || bytes > batches.limit() - at) {
                break;
            }
            if (batch.magic() != BatchFormat.CURRENT_MAGIC
                    || batch.baseOffset() < next
                    || batch.nextOffset() > endOffset
                    || !batch.isCrcValid()) {
                return new Mending.Differs();
            }
            at += bytes;
            next = batch.nextOffset();
            long end = damage.repairPosition() + at - batches.position();
            if (end > size) {
                return new Mending.Differs();
            }
            if (end > damage.position() && isSoundFrom(end, next)) {
                return new Mending.Done(
                        write(batches.slice(batches.position(), at - batches.position()), damage));
            }
        }
        return new Mending.NeedsMore(next);
    }

    private boolean isSoundFrom(long position, long offset) throws IOException {
        SoundScan scan = scan(position, offset);
        return position == size || (scan.next() && isOfItsEpoch(scan));
    }

    private int write(ByteBuffer sound, SegmentDamage damage) throws IOException {
        int bytes = sound.remaining();
        file.file().write(sound.duplicate(), damage.repairPosition());
        file.file().sync();
        return bytes;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    @Override
    public void close() throws IOException {
        file.release();
    }
}
