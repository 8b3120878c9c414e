package io.odradek.broker.coordinator.runtime;

import io.odradek.log.batch.BatchCursor;
import io.odradek.log.batch.LogRecord;
import io.odradek.log.batch.MalformedRecordException;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.batch.RecordIterator;
import io.odradek.log.batch.TransactionMarker;
import io.odradek.log.partition.LogSlice;
import io.odradek.wire.codec.MalformedMessageException;
import io.odradek.wire.codec.UnsupportedVersionException;
import io.odradek.wire.coordinator.CoordinatorRecord;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Some batches of a coordinator's log, read and taken apart. Made on an I/O thread, then handed to
 * the shard.
 *
 * @param unknown records of types that are not known, left alone
 */
record LogChunk(List<Entry> entries, int unknown, int bytes) {
    private static final byte FORMAT = 2;

    /** A record and where it stands. */
    record Entry(long offset, CoordinatorRecord record) {}

    /** Reads the slice and closes it. Blocks. */
    static LogChunk read(
            LogSlice slice, CoordinatorKind.RecordReader reader, OpenTransactions transactions)
            throws LoadException {
        ByteBuffer bytes = ByteBuffer.allocate(slice.sizeInBytes());
        try (slice) {
            slice.copyTo(bytes);
        } catch (IOException e) {
            throw new LoadException("the disk does not give it: " + e.getMessage(), e);
        }
        return decode(bytes.flip(), slice.firstOffset(), reader, transactions);
    }

    /**
     * @param from records before it are left out
     */
    static LogChunk decode(
            ByteBuffer bytes,
            long from,
            CoordinatorKind.RecordReader reader,
            OpenTransactions transactions)
            throws LoadException {
        List<Entry> entries = new ArrayList<>();
        int unknown = 0;
        BatchCursor cursor = new BatchCursor(bytes);
        while (cursor.next()) {
            RecordBatchView batch = cursor.view();
            if (batch.lastOffset() < from) {
                continue;
            }
            check(batch);
            if (batch.isControl()) {
                // Markers end transactions; other control records concern nobody here.
                Optional<TransactionMarker> marker = TransactionMarker.find(batch);
                if (marker.isPresent()) {
                    entries.addAll(transactions.end(batch.producerId(), marker.get().commit()));
                }
                continue;
            }
            unknown += records(batch, from, reader, transactions, entries);
        }
        if (cursor.isMalformed() || cursor.remaining() > 0) {
            throw new LoadException(
                    "the batch after " + last(entries, from) + " is cut off or malformed", null);
        }
        return new LogChunk(entries, unknown, bytes.limit());
    }

    private static long last(List<Entry> entries, long from) {
        return entries.isEmpty() ? from : entries.getLast().offset();
    }

    private static void check(RecordBatchView batch) throws LoadException {
        if (batch.magic() != FORMAT) {
            throw new LoadException(
                    "offset %d is of message format %d; coordinators write format 2"
                            .formatted(batch.baseOffset(), batch.magic()),
                    null);
        }
        if (!batch.isCrcValid()) {
            throw new LoadException(
                    "the checksum of the batch at offset %d does not fit its bytes"
                            .formatted(batch.baseOffset()),
                    null);
        }
    }

    private static int records(
            RecordBatchView batch,
            long from,
            CoordinatorKind.RecordReader reader,
            OpenTransactions transactions,
            List<Entry> entries)
            throws LoadException {
        int unknown = 0;
        long at = batch.baseOffset();
        try {
            RecordIterator records = new RecordIterator(batch, RuntimeSettings.UNPACKED_BYTES_MAX);
            while (records.hasNext()) {
                LogRecord record = records.next();
                at = record.offset();
                if (at < from) {
                    continue;
                }
                Optional<CoordinatorRecord> decoded = decode(record, reader);
                if (decoded.isEmpty()) {
                    unknown++;
                    continue;
                }
                Entry entry = new Entry(at, decoded.get());
                if (batch.isTransactional()) {
                    transactions.hold(batch.producerId(), entry);
                } else {
                    entries.add(entry);
                }
            }
        } catch (MalformedRecordException
                | MalformedMessageException
                | UnsupportedVersionException e) {
            throw new LoadException(
                    "the record at or after offset %d cannot be read: %s"
                            .formatted(at, e.getMessage()),
                    e);
        }
        return unknown;
    }

    private static Optional<CoordinatorRecord> decode(
            LogRecord record, CoordinatorKind.RecordReader reader) throws LoadException {
        @Nullable ByteBuffer key = record.key();
        if (key == null) {
            throw new LoadException(
                    "the record at offset " + record.offset() + " has no key", null);
        }
        @Nullable ByteBuffer value = record.value();
        // A copy of its own: what a machine keeps of a value must not keep the whole chunk.
        return reader.read(
                key,
                value == null ? null : ByteBuffer.allocate(value.remaining()).put(value).flip());
    }
}
