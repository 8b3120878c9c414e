package io.odradek.log.segment;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.io.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Walks the batches of a file and believes none of them: each has to be whole, in order, and all
 * its bytes have to fit its checksum. Memory is one chunk, whatever a batch claims. Confined, to
 * any one thread.
 */
public final class SoundScan {
    private static final int CHUNK = 128 * 1024;

    private final DiskFile file;
    private final long end;
    private final long endOffset;
    private final ByteBuffer chunk;
    private final RecordBatchView header = new RecordBatchView();
    private final CRC32C sum = new CRC32C();
    private long chunkStart;
    private long position;
    private long nextOffset;
    private long baseOffset = -1;
    private int leaderEpoch = -1;

    /**
     * @param start where a batch begins
     * @param end where the last one ends
     * @param nextOffset no batch may begin below it
     * @param endOffset no batch may reach beyond it
     */
    public SoundScan(DiskFile file, long start, long end, long nextOffset, long endOffset) {
        this.file = file;
        this.position = start;
        this.end = end;
        this.nextOffset = nextOffset;
        this.endOffset = endOffset;
        this.chunk = ByteBuffer.allocate(Math.clamp(end - start, 0, CHUNK));
        this.chunk.limit(0);
    }

    /** Moves past the next batch; false at the end, and where what follows is not sound. */
    public boolean next() throws IOException {
        if (end - position < BatchFormat.RECORDS || !load(position, BatchFormat.RECORDS)) {
            return false;
        }
        header.wrap(chunk, (int) (position - chunkStart));
        int size = header.sizeInBytes();
        if (header.magic() != BatchFormat.CURRENT_MAGIC
                || size < BatchFormat.RECORDS
                || size > end - position
                || header.baseOffset() < nextOffset
                || header.lastOffsetDelta() < 0
                || header.nextOffset() > endOffset) {
            return false;
        }
        int stored = header.crc();
        long first = header.baseOffset();
        int epoch = header.leaderEpoch();
        long following = header.nextOffset();
        if (sumOf(position + BatchFormat.ATTRIBUTES, position + size) != stored) {
            return false;
        }
        position += size;
        baseOffset = first;
        leaderEpoch = epoch;
        nextOffset = following;
        return true;
    }

    /** Walks on as far as everything is sound; true when that is the end. */
    public boolean run() throws IOException {
        boolean more = true;
        while (more) {
            more = next();
        }
        return position == end;
    }

    private int sumOf(long from, long to) throws IOException {
        sum.reset();
        for (long at = from; at < to; ) {
            int wanted = (int) Math.min(chunk.capacity(), to - at);
            int here = (int) Math.min(wanted, chunkStart + chunk.limit() - at);
            if (at < chunkStart || here <= 0) {
                if (!load(at, wanted)) {
                    return ~header.crc();
                }
                here = wanted;
            }
            sum.update(chunk.array(), chunk.arrayOffset() + (int) (at - chunkStart), here);
            at += here;
        }
        return (int) sum.getValue();
    }

    /** Has at least so many bytes from there on in the chunk; false when the file is shorter. */
    private boolean load(long at, int bytes) throws IOException {
        if (at >= chunkStart && at + bytes <= chunkStart + chunk.limit()) {
            return true;
        }
        chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
        chunkStart = at;
        while (chunk.hasRemaining()) {
            if (file.read(chunk, at + chunk.position()) < 0) {
                break;
            }
        }
        chunk.flip();
        return chunk.limit() >= bytes;
    }

    /** Where the next batch begins: all before it is sound. */
    public long position() {
        return position;
    }

    /** Of the last sound batch; no checksum covers it. */
    public int leaderEpoch() {
        return leaderEpoch;
    }

    /** Of the last sound batch. */
    public long baseOffset() {
        return baseOffset;
    }

    /** The offset after the last sound batch. */
    public long nextOffset() {
        return nextOffset;
    }
}
