package io.odradek.log.segment;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.io.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks the batch headers of a file from a known batch boundary, reading a few kilobytes at a time
 * and skipping the records of large batches. Trusts that the bytes were checked when they were
 * written, yet never runs away on nonsense: it stops. Confined.
 */
public final class HeaderScan {

    private static final int CHUNK = 4096;

    private final DiskFile file;
    private final long end;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    private final RecordBatchView header = new RecordBatchView();
    private long chunkStart;
    private long position;
    private long next;

    public HeaderScan(DiskFile file, long start, long end) {
        this.file = file;
        this.next = start;
        this.end = end;
        chunk.limit(0);
    }

    /** Moves to the next whole batch that ends by the scan's end; false if there is none. */
    public boolean next() throws IOException {
        if (end - next < BatchFormat.RECORDS) {
            return false;
        }
        if (next < chunkStart || next + BatchFormat.RECORDS > chunkStart + chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, end - next));
            chunkStart = next;
            while (chunk.hasRemaining()) {
                if (file.read(chunk, chunkStart + chunk.position()) < 0) {
                    break;
                }
            }
            chunk.flip();
            if (chunk.limit() < BatchFormat.RECORDS) {
                return false;
            }
        }
        header.wrap(chunk, (int) (next - chunkStart));
        int size = header.sizeInBytes();
        if (size < BatchFormat.RECORDS
                || size > end - next
                || header.magic() != BatchFormat.CURRENT_MAGIC) {
            return false;
        }
        position = next;
        next += size;
        return true;
    }

    /** The header only: the records behind it may not be in memory. The same object every time. */
    public RecordBatchView header() {
        return header;
    }

    /** Where the current batch starts in the file. */
    public long position() {
        return position;
    }

    /** Where the current batch ends. */
    public long nextPosition() {
        return next;
    }
}
