package io.odradek.log.clean;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.BatchValidator;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.io.SharedFile;
import io.odradek.log.segment.DamagedSegmentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Reads a sealed segment batch by batch and checks every checksum: what is damaged must not be
 * copied under a new one. Confined to whoever runs the cleaning's current step.
 */
final class SourceReader {

    private static final int CHUNK = 1 << 20;

    private final Path path;
    private final SharedFile file;
    private final int size;
    private final BatchValidator validator = new BatchValidator();
    private final RecordBatchView view = new RecordBatchView();
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private int chunkAt;
    private int position;

    /** Takes over one hold on {@code file}. */
    SourceReader(Path path, SharedFile file, int size) {
        this.path = path;
        this.file = file;
        this.size = size;
    }

    boolean atEnd() {
        return position == size;
    }

    /** How far it has come. */
    int position() {
        return position;
    }

    /** The next batch, valid until the next call; {@link #atEnd} was asked before. */
    RecordBatchView next() throws IOException {
        require(BatchFormat.RECORDS);
        int bytes = view.wrap(chunk, position - chunkAt).sizeInBytes();
        if (bytes < BatchFormat.RECORDS || bytes > size - position) {
            throw new DamagedSegmentException(path, position);
        }
        require(bytes);
        view.wrap(chunk, position - chunkAt);
        if (validator.checkReplicated(view, bytes) != null) {
            throw new DamagedSegmentException(path, position);
        }
        position += bytes;
        return view;
    }

    /** Brings so many bytes from the current position on into memory. */
    private void require(int bytes) throws IOException {
        if (bytes > size - position) {
            throw new DamagedSegmentException(path, position);
        }
        if (position - chunkAt + bytes <= chunk.limit()) {
            return;
        }
        int wanted = Math.min(size - position, Math.max(CHUNK, bytes));
        if (chunk.capacity() < wanted || chunk.capacity() > 2 * Math.max(CHUNK, wanted)) {
            chunk = ByteBuffer.allocate(wanted);
        }
        chunk.clear().limit(wanted);
        chunkAt = position;
        while (chunk.hasRemaining()) {
            if (file.file().read(chunk, (long) chunkAt + chunk.position()) < 0) {
                throw new DamagedSegmentException(path, position);
            }
        }
        chunk.flip();
    }

    void close() throws IOException {
        chunk = ByteBuffer.allocate(0);
        file.release();
    }
}
