package io.odradek.log.partition;

import io.odradek.log.io.Invariants;
import io.odradek.log.segment.Segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes away from either end of a log. Confined to it. */
final class LogTrim {

    private final LogParts parts;
    private final LogRoll roll;
    private final RetentionWatch retentionWatch = new RetentionWatch();

    LogTrim(LogParts parts, LogRoll roll) {
        this.parts = parts;
        this.roll = roll;
    }

    private long end() {
        return parts.segments.active().nextOffset();
    }

    private int interval() {
        return parts.config.indexIntervalBytes();
    }

    /** See {@link PartitionLog#truncateTo}. */
    long truncateTo(long offset) throws LogException {
        parts.health.requireUsable();
        if (offset >= end()) {
            return end();
        }
        if (offset <= parts.segments.baseOffset(0)) {
            truncateFullyAndStartAt(offset);
            return end();
        }
        parts.truncations++;
        try {
            withdrawSwap();
            parts.cleaned.truncating(offset);
            // The snapshots go first: they vouch for a recovery point that is about to become a
            // lie.
            parts.snapshots.deleteAbove(offset);
            parts.disk.syncDirectory(parts.directory);
            while (parts.segments.active().baseOffset() >= offset) {
                removeLastSegment();
            }
            parts.segments.active().truncateTo(offset);
            afterTruncation();
            return end();
        } catch (IOException e) {
            throw parts.health.failed(e, "truncate");
        }
    }

    private void withdrawSwap() throws IOException {
        if (parts.swap != null) {
            parts.swap.withdraw();
            parts.swap = null;
        }
    }

    private void removeLastSegment() throws IOException {
        long end = parts.segments.removeLast();
        Segment.deleteFiles(parts.disk, parts.directory, end);
        parts.disk.syncDirectory(parts.directory);
        parts.segments.activate(interval(), end);
        parts.dirty.sealed.remove(parts.segments.active());
    }

    private void afterTruncation() throws IOException {
        long end = end();
        parts.flushedOffset = Math.min(parts.flushedOffset, end);
        parts.recoveryPoint = Math.min(parts.recoveryPoint, end);
        parts.logStartOffset = Math.min(parts.logStartOffset, end);
        parts.epochs.truncateTo(end);
        long from = parts.snapshots.loadAtMost(end, parts.producers);
        LogRecovery.replayProducers(parts, from, end, roll.activeSinceMs(), interval());
    }

    /** See {@link PartitionLog#truncateFullyAndStartAt}. */
    void truncateFullyAndStartAt(long offset) throws LogException {
        parts.health.requireUsable();
        parts.truncations++;
        try {
            withdrawSwap();
            parts.cleaned.truncating(offset);
            parts.snapshots.deleteAbove(-1);
            while (parts.segments.count() > 0) {
                parts.disk.syncDirectory(parts.directory);
                Segment.deleteFiles(parts.disk, parts.directory, parts.segments.removeLast());
            }
            parts.dirty.sealed.clear();
            parts.epochs.clear();
            parts.disk.syncDirectory(parts.directory);
            EpochCheckpoint.delete(parts.disk, parts.directory);
            parts.disk.syncDirectory(parts.directory);
            parts.segments.add(Segment.create(parts.disk, parts.directory, offset, interval()));
            parts.disk.syncDirectory(parts.directory);
            parts.producers.clear();
            parts.logStartOffset = offset;
            parts.flushedOffset = offset;
            parts.recoveryPoint = offset;
        } catch (IOException e) {
            throw parts.health.failedForGood(e, "restart");
        }
    }

    /** See {@link PartitionLog#advanceLogStart}. */
    SegmentDeletion advanceLogStart(long offset, long nowMs) throws LogException {
        parts.health.requireUsable();
        Invariants.check(offset <= end(), "the log cannot start beyond its end", offset, end());
        List<Long> gone = new ArrayList<>();
        if (offset > parts.logStartOffset) {
            parts.logStartOffset = offset;
            parts.epochs.startAt(offset);
            try {
                if (offset == end()) {
                    roll.roll(nowMs);
                }
                while (parts.segments.count() > 1 && parts.segments.baseOffset(1) <= offset) {
                    parts.dirty.sealed.remove(parts.segments.get(0, interval()));
                    gone.add(parts.segments.removeFirst());
                }
                parts.snapshots.deleteBelow(parts.segments.baseOffset(0));
            } catch (IOException e) {
                throw parts.health.failed(e, "advance the start of");
            }
        }
        return new SegmentDeletion(parts.disk, parts.directory, gone);
    }

    /** See {@link PartitionLog#startUnder}. */
    long startUnder(Retention retention, long highWatermark, long nowMs) throws LogException {
        parts.health.requireUsable();
        try {
            int due =
                    retentionWatch.due(parts.segments, retention, highWatermark, nowMs, interval());
            if (due == 0) {
                return parts.logStartOffset;
            }
            return Math.max(parts.segments.endOffset(due - 1), parts.logStartOffset);
        } catch (IOException e) {
            throw parts.health.failed(e, "look for old segments of");
        }
    }
}
