package io.odradek.log.partition;

import io.odradek.log.batch.BatchFormat;
import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.batch.RejectReason;
import io.odradek.log.batch.Sequences;
import io.odradek.log.batch.TransactionMarker;
import io.odradek.log.clean.ProducerTail;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The idempotent producers of one partition: their epochs, sequence numbers and open transactions
 * (KIP-98). Pure: a function of the batches it was shown. Confined to its log.
 */
final class ProducerStateTable {

    private final Map<Long, ProducerEntry> entries = new HashMap<>();
    private final TreeSet<Long> openTransactions = new TreeSet<>();
    private @Nullable ProducerEntry latest;

    private @Nullable ProducerEntry find(long producerId) {
        ProducerEntry cached = latest;
        if (cached != null && cached.producerId() == producerId) {
            return cached;
        }
        ProducerEntry found = entries.get(producerId);
        if (found != null) {
            latest = found;
        }
        return found;
    }

    /** Judges a batch from a client, before it is written. */
    ProducerVerdict check(RecordBatchView batch) {
        ProducerEntry entry = find(batch.producerId());
        if (entry == null) {
            // A producer we know nothing of, perhaps because it expired: any sequence may start.
            return ProducerVerdict.Accepted.ACCEPTED;
        }
        int first = batch.baseSequence();
        if (batch.producerEpoch() < entry.epoch()) {
            return new ProducerVerdict.Refused(
                    RejectReason.INVALID_PRODUCER_EPOCH,
                    "Producer "
                            + batch.producerId()
                            + " has epoch "
                            + batch.producerEpoch()
                            + ", but epoch "
                            + entry.epoch()
                            + " has been seen: a newer instance took over");
        }
        if (batch.producerEpoch() > entry.epoch()) {
            return first == 0
                    ? ProducerVerdict.Accepted.ACCEPTED
                    : gap(batch, "a new epoch starts with sequence 0");
        }
        ProducerEntry.Batch same = entry.find(first, batch.lastSequence());
        if (same != null) {
            return new ProducerVerdict.AlreadyThere(
                    same.firstOffset(), same.lastOffset(), same.timestamp());
        }
        return Sequences.follows(entry.lastSequence(), first)
                ? ProducerVerdict.Accepted.ACCEPTED
                : gap(batch, "the last one was " + entry.lastSequence());
    }

    private static ProducerVerdict gap(RecordBatchView batch, String why) {
        return new ProducerVerdict.Refused(
                RejectReason.OUT_OF_ORDER_SEQUENCE,
                "Producer "
                        + batch.producerId()
                        + " with epoch "
                        + batch.producerEpoch()
                        + " sent sequence "
                        + batch.baseSequence()
                        + ", but "
                        + why);
    }

    /** Judges a transaction marker, before it is written. */
    ProducerVerdict checkMarker(RecordBatchView batch, TransactionMarker marker) {
        ProducerEntry entry = find(batch.producerId());
        if (entry == null) {
            return ProducerVerdict.Accepted.ACCEPTED;
        }
        if (batch.producerEpoch() < entry.epoch()) {
            return new ProducerVerdict.Refused(
                    RejectReason.INVALID_PRODUCER_EPOCH,
                    "A marker for producer "
                            + batch.producerId()
                            + " has epoch "
                            + batch.producerEpoch()
                            + ", but epoch "
                            + entry.epoch()
                            + " has been seen");
        }
        if (marker.coordinatorEpoch() < entry.coordinatorEpoch()) {
            return new ProducerVerdict.Refused(
                    RejectReason.COORDINATOR_FENCED,
                    "A marker comes from coordinator epoch "
                            + marker.coordinatorEpoch()
                            + ", but epoch "
                            + entry.coordinatorEpoch()
                            + " has been seen");
        }
        return ProducerVerdict.Accepted.ACCEPTED;
    }

    /** Takes note of a batch that is in the log, whoever checked it. */
    void update(RecordBatchView batch, long nowMs) {
        long id = batch.producerId();
        if (id < 0) {
            return;
        }
        ProducerEntry entry = find(id);
        if (entry == null) {
            entry = new ProducerEntry(id, batch.producerEpoch());
            entries.put(id, entry);
            latest = entry;
        }
        entry.epoch(batch.producerEpoch());
        entry.seen(nowMs);
        if (batch.isControl()) {
            throw new IllegalArgumentException("a marker is applied with its content");
        }
        entry.add(
                new ProducerEntry.Batch(
                        batch.lastSequence(),
                        batch.lastOffset(),
                        batch.lastOffsetDelta(),
                        batch.maxTimestamp()));
        if (batch.isTransactional() && entry.transactionStart() < 0) {
            entry.transactionStart(batch.baseOffset());
            openTransactions.add(batch.baseOffset());
        }
    }

    /** Takes note of a transaction marker that is in the log. */
    void updateMarker(RecordBatchView batch, TransactionMarker marker, long nowMs) {
        long id = batch.producerId();
        ProducerEntry entry =
                entries.computeIfAbsent(id, _ -> new ProducerEntry(id, batch.producerEpoch()));
        entry.epoch(batch.producerEpoch());
        entry.coordinatorEpoch(marker.coordinatorEpoch());
        entry.seen(nowMs);
        if (entry.transactionStart() >= 0) {
            openTransactions.remove(entry.transactionStart());
            entry.transactionStart(-1);
        }
    }

    /** Puts an entry back as a snapshot has it. */
    void restore(ProducerEntry entry) {
        entries.put(entry.producerId(), entry);
        if (entry.transactionStart() >= 0) {
            openTransactions.add(entry.transactionStart());
        }
    }

    /** Forgets producers not heard of for so long, unless a transaction of theirs is open. */
    void expire(long nowMs, long expirationMs) {
        entries.values()
                .removeIf(e -> e.transactionStart() < 0 && nowMs - e.lastSeenMs() >= expirationMs);
        latest = null;
    }

    /** The first offset of the oldest open transaction, or -1. */
    long firstUnstableOffset() {
        return openTransactions.isEmpty() ? -1 : openTransactions.first();
    }

    /** The last sequence number of a producer, or -1. */
    int lastSequence(long producerId) {
        ProducerEntry entry = find(producerId);
        return entry == null ? BatchFormat.NO_SEQUENCE : entry.lastSequence();
    }

    /** What compaction must not take away. */
    ProducerTail tail() {
        Map<Long, ProducerTail.Last> last = new HashMap<>();
        entries.forEach(
                (id, entry) ->
                        last.put(id, new ProducerTail.Last(entry.epoch(), entry.lastOffset())));
        return new ProducerTail(last);
    }

    Collection<ProducerEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    int size() {
        return entries.size();
    }

    void clear() {
        entries.clear();
        openTransactions.clear();
        latest = null;
    }
}
