package io.odradek.log.batch;

import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The control record that ends a transaction on a partition. */
public record TransactionMarker(boolean commit, int coordinatorEpoch) {

    private static final short ABORT = 0;
    private static final short COMMIT = 1;

    /** A control batch with this marker, to be appended like any other batch. */
    public ByteBuffer batch(long producerId, short producerEpoch, long timestampMs) {
        ByteBuffer key =
                ByteBuffer.allocate(4).putShort((short) 0).putShort(commit ? COMMIT : ABORT);
        ByteBuffer value = ByteBuffer.allocate(6).putShort((short) 0).putInt(coordinatorEpoch);
        return new BatchBuilder()
                .producer(producerId, producerEpoch, BatchFormat.NO_SEQUENCE)
                .transactional()
                .control()
                .add(timestampMs, key.flip(), value.flip())
                .build();
    }

    /** Reads the marker of a control batch; empty if it holds something else. */
    public static Optional<TransactionMarker> find(RecordBatchView batch) {
        LogRecord record;
        try {
            record = new RecordIterator(batch, 1024).next();
        } catch (MalformedRecordException | NoSuchElementException e) {
            return Optional.empty();
        }
        ByteBuffer key = record.key();
        ByteBuffer value = record.value();
        if (key == null || key.remaining() < 4 || value == null || value.remaining() < 6) {
            return Optional.empty();
        }
        return switch (key.getShort(2)) {
            case ABORT -> Optional.of(new TransactionMarker(false, value.getInt(2)));
            case COMMIT -> Optional.of(new TransactionMarker(true, value.getInt(2)));
            default -> Optional.empty();
        };
    }
}
