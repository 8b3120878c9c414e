package io.odradek.log.clean;

import io.odradek.log.batch.MalformedRecordException;
import io.odradek.log.batch.RawRecords;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.batch.TransactionMarker;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * The first pass, over what was not compacted yet: notes the latest offset of every key. Where
 * there are transactions it has to go twice, first to learn which were aborted. Confined.
 */
final class KeyScan {

    /** What one batch may unpack to; a larger one is left as it is. */
    static final int UNPACKED_BYTES_MAX = 256 << 20;

    private enum Pass {
        /** There may be no transactions at all. */
        HOPEFUL,
        /** Which were aborted? */
        LEARNING,
        /** Now it is known. */
        KNOWING
    }

    private final OffsetMap map;
    private final TransactionScan transactions = new TransactionScan();
    private final long from;
    private final long asked;
    private long to;
    private Pass pass = Pass.HOPEFUL;
    private boolean sawTransaction;

    KeyScan(OffsetMap map, long from, long to) {
        this.map = map;
        this.from = from;
        this.asked = to;
        this.to = to;
    }

    /** Takes the next batch; returns false when the rest need not be looked at. */
    boolean add(RecordBatchView batch) {
        if (batch.lastOffset() < from) {
            return true;
        }
        if (batch.baseOffset() >= to) {
            return false;
        }
        return switch (pass) {
            case HOPEFUL -> {
                sawTransaction = batch.isTransactional() || batch.isControl();
                yield !sawTransaction && note(batch);
            }
            case LEARNING -> {
                transactions.add(batch, batch.isControl() ? marker(batch) : null);
                yield true;
            }
            case KNOWING -> batch.isControl() || transactions.isAborted(batch) || note(batch);
        };
    }

    private static @Nullable TransactionMarker marker(RecordBatchView batch) {
        return TransactionMarker.find(batch).orElse(null);
    }

    private boolean note(RecordBatchView batch) {
        try {
            RawRecords records = new RawRecords(batch, UNPACKED_BYTES_MAX);
            while (records.next()) {
                // A batch that breaks off is left as it is; so must be what its keys had before.
            }
            records.rewind();
            while (records.next()) {
                @Nullable ByteBuffer key = records.key();
                long offset = records.offset();
                if (key == null || offset < from) {
                    continue;
                }
                if (offset >= to) {
                    return false;
                }
                if (!map.put(key, offset)) {
                    to = offset;
                    return false;
                }
            }
        } catch (MalformedRecordException e) {
            return true;
        }
        return true;
    }

    /** At the end of a pass: true when another one must follow, from the start. */
    boolean again() {
        return switch (pass) {
            case HOPEFUL -> {
                if (sawTransaction) {
                    map.clear();
                    to = asked;
                    pass = Pass.LEARNING;
                }
                yield sawTransaction;
            }
            case LEARNING -> {
                to = Math.max(from, Math.min(to, transactions.decidedBelow()));
                pass = Pass.KNOWING;
                yield true;
            }
            case KNOWING -> false;
        };
    }

    OffsetMap map() {
        return map;
    }

    TransactionScan transactions() {
        return transactions;
    }

    /** Below it every key was noted. What lies at or above it is not known, and stays. */
    long to() {
        return to;
    }

    long from() {
        return from;
    }
}
