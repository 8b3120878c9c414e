package io.odradek.log.partition;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.BatchProblem;
import io.odradek.log.batch.BatchValidator;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.batch.TransactionMarker;
import io.odradek.log.io.DiskFile;
import io.odradek.log.segment.Segment;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a segment batch by batch from where its trusted part ends, checks every checksum, and shows
 * each whole batch to the segment's indexes, the epochs and the producers. Confined.
 */
final class RecoveryScan {

    private static final int CHUNK = 1 << 20;

    private final LogParts parts;
    private final long nowMs;
    private final BatchValidator validator = new BatchValidator();
    private final RecordBatchView view = new RecordBatchView();
    private final List<EpochHistory.Span> found = new ArrayList<>();
    private ByteBuffer chunk = ByteBuffer.allocate(0);

    RecoveryScan(LogParts parts, long nowMs) {
        this.parts = parts;
        this.nowMs = nowMs;
    }

    /** Returns what stopped the scan before the end of the file, or null. */
    @Nullable DamageReport run(Segment segment) throws IOException {
        DiskFile file = segment.sharedFile().file();
        int fileSize = segment.fileSize();
        int from = segment.sizeInBytes();
        chunk = ByteBuffer.allocate(Math.min(CHUNK, fileSize - from));
        int start = 0; // of the next batch inside the chunk
        fill(file, from, fileSize);
        while (true) {
            int position = segment.sizeInBytes();
            if (position == fileSize) {
                return null;
            }
            int available = chunk.limit() - start;
            int wanted = available < BatchFormat.RECORDS ? BatchFormat.RECORDS : size(start);
            if (wanted > available
                    && wanted <= fileSize - position
                    && available < fileSize - position) {
                chunk = ByteBuffer.allocate(Math.max(Math.min(CHUNK, fileSize - position), wanted));
                fill(file, position, fileSize);
                start = 0;
                continue;
            }
            view.wrap(chunk, start);
            String wrong = check(segment, available);
            if (wrong != null) {
                return new DamageReport(
                        segment.path(), file, position, fileSize, segment.nextOffset(), wrong);
            }
            take(segment);
            start += view.sizeInBytes();
        }
    }

    private int size(int start) {
        return Math.max(BatchFormat.RECORDS, view.wrap(chunk, start).sizeInBytes());
    }

    private @Nullable String check(Segment segment, int available) {
        BatchProblem problem = validator.checkReplicated(view, available);
        if (problem != null) {
            return problem.message();
        }
        long offset = view.baseOffset();
        if (offset < segment.nextOffset()
                || view.lastOffset() - segment.baseOffset() > Integer.MAX_VALUE) {
            return "A batch of offset "
                    + offset
                    + " stands where "
                    + segment.nextOffset()
                    + " is due";
        }
        return null;
    }

    private void take(Segment segment) throws IOException {
        segment.index(view);
        parts.epochs.assign(view.leaderEpoch(), view.baseOffset());
        note(view.leaderEpoch(), view.baseOffset(), view.lastOffset());
        if (view.producerId() >= 0) {
            TransactionMarker marker =
                    view.isControl() ? TransactionMarker.find(view).orElse(null) : null;
            LogRecovery.show(parts.producers, view, marker, nowMs);
        }
    }

    private void note(int epoch, long first, long last) {
        if (epoch < 0) {
            return;
        }
        boolean more = !found.isEmpty() && found.getLast().epoch() == epoch;
        found.add(new EpochHistory.Span(epoch, more ? found.removeLast().first() : first, last));
    }

    /** The epochs of the batches it has seen. */
    List<EpochHistory.Span> epochsFound() {
        return found;
    }

    private void fill(DiskFile file, int position, int fileSize) throws IOException {
        chunk.clear();
        chunk.limit(Math.min(chunk.capacity(), fileSize - position));
        while (chunk.hasRemaining()) {
            if (file.read(chunk, (long) position + chunk.position()) < 0) {
                break;
            }
        }
        chunk.flip();
    }
}
