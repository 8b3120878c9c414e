package io.odradek.log.partition;

import io.odradek.log.io.SharedFile;
import io.odradek.log.segment.SoundScan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Whole batches in a segment's file. The holder must {@link #close} it once; until then it stays
 * readable from any thread, even when the segment is deleted. Whoever reads below the watermark
 * reads what was written; a slice above it can be shortened by a truncation, and the copies then
 * say so by moving fewer bytes.
 */
public final class LogSlice implements ReadOutcome, AutoCloseable {

    private final SharedFile file;
    private final long position;
    private final int sizeInBytes;
    private final long firstOffset;
    private final long nextOffset;

    /** Takes over one hold on {@code file}. */
    LogSlice(SharedFile file, long position, int sizeInBytes, long firstOffset, long nextOffset) {
        this.file = file;
        this.position = position;
        this.sizeInBytes = sizeInBytes;
        this.firstOffset = firstOffset;
        this.nextOffset = nextOffset;
    }

    public int sizeInBytes() {
        return sizeInBytes;
    }

    /** The offset that was asked for; the first batch may start before it. */
    public long firstOffset() {
        return firstOffset;
    }

    /** The offset to read next. */
    public long nextOffset() {
        return nextOffset;
    }

    /** Copies the slice into {@code target}, which must have room; returns the bytes copied. */
    public int copyTo(ByteBuffer target) throws IOException {
        int limit = target.limit();
        int start = target.position();
        target.limit(start + sizeInBytes);
        try {
            while (target.hasRemaining()) {
                if (file.file().read(target, position + target.position() - start) < 0) {
                    break;
                }
            }
        } finally {
            target.limit(limit);
        }
        return target.position() - start;
    }

    /**
     * Sends up to {@code bytes} bytes of the slice, from its byte {@code from} on; returns how many
     * the channel took.
     */
    public long transferTo(int from, int bytes, WritableByteChannel target) throws IOException {
        return file.file().transferTo(position + from, Math.min(bytes, sizeInBytes - from), target);
    }

    /**
     * How many bytes of the slice, from its beginning, are whole batches that are what was written;
     * all of them, unless the disk or a truncation changed the file. Reads everything.
     */
    public int soundBytes() throws IOException {
        SoundScan scan =
                new SoundScan(
                        file.file(), position, position + sizeInBytes, Long.MIN_VALUE, nextOffset);
        boolean whole = scan.run();
        return whole ? sizeInBytes : (int) (scan.position() - position);
    }

    /** The beginning of the slice, which takes over its hold on the file. */
    public LogSlice first(int bytes) {
        return new LogSlice(file, position, bytes, firstOffset, nextOffset);
    }

    /** Whether the file still reaches to the end of the slice. */
    public boolean isWhole() throws IOException {
        return file.file().size() >= position + sizeInBytes;
    }

    @Override
    public void close() throws IOException {
        file.release();
    }

    @Override
    public String toString() {
        return "slice of " + sizeInBytes + " bytes, offsets " + firstOffset + " to " + nextOffset;
    }
}
