package io.odradek.log.partition;

import io.odradek.log.segment.Segment;

import java.io.IOException;

/** Decides when a log's active segment is full or old, and starts the next. Confined to its log. */
final class LogRoll {

    private final LogParts parts;
    private long activeSinceMs;

    LogRoll(LogParts parts, long nowMs) {
        this.parts = parts;
        this.activeSinceMs = nowMs;
    }

    long activeSinceMs() {
        return activeSinceMs;
    }

    /** Whether what is to be appended must not go into the active segment. */
    boolean isDue(int bytes, long lastOffset, long maxTimestamp, long nowMs) throws IOException {
        Segment active = parts.segments.active();
        if (active.sizeInBytes() == 0) {
            return lastOffset - active.baseOffset() > Integer.MAX_VALUE;
        }
        if ((long) active.sizeInBytes() + bytes > parts.config.segmentBytes()
                || lastOffset - active.baseOffset() > Integer.MAX_VALUE) {
            return true;
        }
        long first = active.firstTimestamp();
        long age = first >= 0 && maxTimestamp >= 0 ? maxTimestamp - first : nowMs - activeSinceMs;
        return age > parts.config.segmentMs();
    }

    /** When the first record of the active segment was made; -1 when there is none. */
    long firstRecordMs() throws IOException {
        Segment active = parts.segments.active();
        if (active.sizeInBytes() == 0) {
            return -1;
        }
        long first = active.firstTimestamp();
        return first < 0 ? activeSinceMs : first;
    }

    /** Starts a new segment, unless the active one is empty. */
    void roll(long nowMs) throws IOException {
        Segment old = parts.segments.active();
        long end = old.nextOffset();
        if (end == old.baseOffset()) {
            return;
        }
        old.sealIndexes();
        // A recovery point from before a truncation may still be believed after a crash. No
        // snapshot below it may vouch for bytes that were written since and are not synced.
        if (end > parts.savedRecoveryPoint) {
            parts.snapshots.writeAtRoll(end, parts.producers);
        }
        Segment fresh =
                Segment.create(parts.disk, parts.directory, end, parts.config.indexIntervalBytes());
        parts.segments.add(fresh);
        parts.dirty.sealed.add(old);
        parts.dirty.directories.add(parts.directory);
        activeSinceMs = nowMs;
    }
}
