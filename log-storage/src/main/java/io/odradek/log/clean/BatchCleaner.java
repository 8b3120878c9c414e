package io.odradek.log.clean;

import io.odradek.log.batch.BatchRewrite;
import io.odradek.log.batch.MalformedRecordException;
import io.odradek.log.batch.RawRecords;
import io.odradek.log.batch.RecordBatchView;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * The second pass, over the whole log from its start: says what stays of each batch. Confined.
 *
 * <p>A record stays unless a later one has its key, it has no key, or its transaction was aborted.
 * A tombstone or a transaction marker that has outlived what it was about gets a delete horizon
 * (KIP-534), in the batch's base timestamp, and goes with the first compaction after that time.
 */
final class BatchCleaner {

    private final OffsetMap map;
    private final TransactionScan transactions;
    private final long from;
    private final long to;
    private final ProducerTail producers;
    private final long nowMs;
    private final long horizonMs;

    /** Producers of whose open transaction some record stayed. */
    private final Set<Long> alive = new HashSet<>();

    private final BitSet kept = new BitSet();
    private long recordsRemoved;
    private long unreadable;

    BatchCleaner(KeyScan keys, ProducerTail producers, long deleteRetentionMs, long nowMs) {
        this.map = keys.map();
        this.transactions = keys.transactions();
        this.from = keys.from();
        this.to = keys.to();
        this.producers = producers;
        this.nowMs = nowMs;
        this.horizonMs = nowMs + Math.min(deleteRetentionMs, Long.MAX_VALUE - nowMs);
    }

    /** What stays of the batch: its own bytes, smaller ones, or null. */
    @Nullable ByteBuffer clean(RecordBatchView batch) {
        if (batch.baseOffset() >= to) {
            return batch.slice();
        }
        if (batch.recordCount() == 0) {
            return producers.endsWith(batch) ? batch.slice() : null;
        }
        try {
            return batch.isControl() ? marker(batch) : records(batch);
        } catch (MalformedRecordException e) {
            unreadable++;
            noteAlive(batch);
            return batch.slice();
        }
    }

    private @Nullable ByteBuffer marker(RecordBatchView batch) {
        boolean needed = alive.remove(batch.producerId());
        if (needed || !batch.hasProducerId()) {
            return batch.slice();
        }
        if (batch.hasDeleteHorizon()) {
            boolean due = batch.deleteHorizonMs() <= nowMs && !producers.endsWith(batch);
            return due ? null : batch.slice();
        }
        RawRecords records = new RawRecords(batch, KeyScan.UNPACKED_BYTES_MAX);
        kept.clear();
        kept.set(0, batch.recordCount());
        return BatchRewrite.keeping(batch, records, kept, horizonMs);
    }

    private @Nullable ByteBuffer records(RecordBatchView batch) {
        if (transactions.isAborted(batch)) {
            recordsRemoved += batch.recordCount();
            return emptied(batch);
        }
        RawRecords records = new RawRecords(batch, KeyScan.UNPACKED_BYTES_MAX);
        boolean tombstonesDue = batch.hasDeleteHorizon() && batch.deleteHorizonMs() <= nowMs;
        boolean tombstones = false;
        int count = 0;
        kept.clear();
        while (records.next()) {
            if (stays(records, tombstonesDue)) {
                kept.set(records.index());
                count++;
                tombstones |= records.isTombstone();
            }
        }
        recordsRemoved += batch.recordCount() - count;
        if (count == 0) {
            return emptied(batch);
        }
        noteAlive(batch);
        // Only where this compaction has removed what the tombstones are about.
        boolean horizon =
                tombstones
                        && !batch.hasDeleteHorizon()
                        && batch.baseOffset() >= from
                        && batch.lastOffset() < to;
        if (count == batch.recordCount() && !horizon) {
            return batch.slice();
        }
        return BatchRewrite.keeping(batch, records, kept, horizon ? horizonMs : -1);
    }

    private boolean stays(RawRecords record, boolean tombstonesDue) {
        if (record.offset() >= to) {
            return true;
        }
        @Nullable ByteBuffer key = record.key();
        if (key == null || map.latest(key) > record.offset()) {
            return false;
        }
        return !(record.isTombstone() && tombstonesDue);
    }

    private void noteAlive(RecordBatchView batch) {
        if (batch.isTransactional()) {
            alive.add(batch.producerId());
        }
    }

    private @Nullable ByteBuffer emptied(RecordBatchView batch) {
        return producers.endsWith(batch) ? BatchRewrite.emptied(batch) : null;
    }

    /** Records that did not stay. */
    long recordsRemoved() {
        return recordsRemoved;
    }

    /** Batches that do not unpack, and were left as they are. */
    long unreadable() {
        return unreadable;
    }
}
