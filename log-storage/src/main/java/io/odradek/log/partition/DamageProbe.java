package io.odradek.log.partition;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.BatchValidator;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.io.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Looks around a place where a batch should be and none is. Confined. */
final class DamageProbe {

    /** The least a disk writes at once, hence the least it can lose. */
    private static final int SECTOR = 512;

    private static final int CHUNK = 1 << 20;

    /** What the search for a later batch may read again to compute checksums. */
    private static final long SEARCH_BYTES_MAX = 1L << 28;

    private final DiskFile file;
    private final int fileSize;
    private final long expectedOffset;
    private final BatchValidator validator = new BatchValidator();

    DamageProbe(DiskFile file, int fileSize, long expectedOffset) {
        this.file = file;
        this.fileSize = fileSize;
        this.expectedOffset = expectedOffset;
    }

    /** Whether the batch at {@code position} says that it reaches beyond the end of the file. */
    boolean endsInside(int position) throws IOException {
        if (fileSize - position < BatchFormat.RECORDS) {
            return true;
        }
        ByteBuffer header = read(position, BatchFormat.RECORDS);
        long size = (long) BatchFormat.PREFIX + header.getInt(BatchFormat.LENGTH);
        return size > fileSize - position;
    }

    /**
     * Whether a whole sector of the batch at {@code position} (or the part of it that the batch
     * could have written) is zeros.
     */
    boolean isLostWrite(int position) throws IOException {
        long end = fileSize;
        if (fileSize - position >= BatchFormat.RECORDS) {
            ByteBuffer header = read(position, BatchFormat.RECORDS);
            long size = (long) BatchFormat.PREFIX + header.getInt(BatchFormat.LENGTH);
            if (size < BatchFormat.RECORDS || size > fileSize - position) {
                size = BatchFormat.RECORDS;
            }
            end = position + size;
        }
        for (long at = position; at < end; ) {
            int until = (int) Math.min(fileSize, (at / SECTOR + 1) * SECTOR);
            ByteBuffer piece = read((int) at, (int) (until - at));
            if (isZero(piece) && !isHarmless(piece, (int) at, position)) {
                return true;
            }
            at = until;
        }
        return false;
    }

    /**
     * The first bytes of a batch are the high bytes of its offset and are zeros in any young log,
     * so a short first piece tells only if they ought to be something else.
     */
    private boolean isHarmless(ByteBuffer piece, int at, int position) {
        if (at != position || piece.remaining() >= BatchFormat.PREFIX) {
            return false;
        }
        int known = Math.min(piece.remaining(), Long.BYTES);
        return expectedOffset >>> (Long.SIZE - Byte.SIZE * known) == 0;
    }

    private static boolean isZero(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return bytes.hasRemaining();
    }

    /** The position of a whole, valid, later batch behind {@code position}, or -1. */
    int validBatchAfter(int position) throws IOException {
        long budget = SEARCH_BYTES_MAX;
        RecordBatchView view = new RecordBatchView();
        int from = position + 1;
        while (fileSize - from >= BatchFormat.RECORDS) {
            ByteBuffer chunk = read(from, Math.min(CHUNK, fileSize - from));
            int last = chunk.limit() - BatchFormat.RECORDS;
            for (int i = 0; i <= last; i++) {
                if (chunk.get(i + BatchFormat.MAGIC) != BatchFormat.CURRENT_MAGIC) {
                    continue;
                }
                view.wrap(chunk, i);
                int size = view.sizeInBytes();
                long ahead = view.baseOffset() - expectedOffset;
                if (size < BatchFormat.RECORDS
                        || size > fileSize - from - i
                        || ahead < 0
                        || ahead > Integer.MAX_VALUE
                        || size > budget) {
                    continue;
                }
                budget -= size;
                ByteBuffer whole = read(from + i, size);
                if (validator.checkReplicated(new RecordBatchView().wrap(whole, 0), size) == null) {
                    return from + i;
                }
            }
            from += last + 1;
        }
        return -1;
    }

    private ByteBuffer read(int position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, (long) position + buffer.position()) < 0) {
                break;
            }
        }
        return buffer.flip();
    }
}
