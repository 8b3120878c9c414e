package io.odradek.log.partition;

import io.odradek.log.io.Invariants;
import io.odradek.log.io.SharedFile;
import io.odradek.log.segment.Segment;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A log's group commits and checkpoints. Confined to it. */
final class LogFlushes {

    private final LogParts parts;
    private @Nullable FlushTask inFlight;

    LogFlushes(LogParts parts) {
        this.parts = parts;
    }

    private long end() {
        return parts.segments.active().nextOffset();
    }

    /** See {@link PartitionLog#beginFlush}. */
    FlushTask beginFlush() throws LogException {
        return begin(false);
    }

    /** See {@link PartitionLog#beginCheckpoint}. */
    FlushTask beginCheckpoint() throws LogException {
        return begin(true);
    }

    /** See {@link PartitionLog#needsFlush}. */
    boolean needsFlush() {
        return end() > parts.flushedOffset
                || !parts.dirty.sealed.isEmpty()
                || !parts.dirty.directories.isEmpty()
                || parts.epochs.version() != parts.savedEpochVersion;
    }

    /** See {@link PartitionLog#isFlushing}. */
    boolean isFlushing() {
        return inFlight != null;
    }

    private FlushTask begin(boolean checkpoint) throws LogException {
        parts.health.requireUsable();
        Invariants.check(inFlight == null, "a flush is under way: " + parts.directory);
        long end = end();
        boolean snapshot = checkpoint && !parts.snapshots.has(end);
        List<SharedFile> files = new ArrayList<>();
        try {
            for (Segment sealed : parts.dirty.sealed) {
                files.addAll(sealed.filesForCheckpoint());
            }
            if (snapshot) {
                files.addAll(parts.segments.active().filesForCheckpoint());
                parts.dirty.directories.add(parts.directory); // index files may be new
            } else if (end > parts.flushedOffset) {
                files.add(parts.segments.active().sharedFile());
            }
        } catch (IOException e) {
            throw parts.health.failed(e, "flush the indexes of");
        }
        files.forEach(SharedFile::retain);
        boolean epochs = parts.epochs.version() != parts.savedEpochVersion;
        FlushTask task =
                new FlushTask(
                        parts.disk,
                        parts.directory,
                        end,
                        checkpoint,
                        parts.truncations,
                        files,
                        List.copyOf(parts.dirty.directories),
                        epochs ? parts.epochs.entries() : null,
                        parts.epochs.version(),
                        snapshot ? ProducerSnapshot.encode(parts.producers) : null);
        parts.dirty.sealed.clear();
        parts.dirty.directories.clear();
        inFlight = task;
        return task;
    }

    /** See {@link PartitionLog#completeFlush}. */
    void completeFlush(FlushTask task) throws LogException {
        Invariants.check(
                task == inFlight && task.hasRun(), "a flush that was not begun or not run");
        inFlight = null;
        IOException failure = task.failure();
        try {
            task.release();
            if (failure != null) {
                throw failure;
            }
            if (!parts.health.isUsable()) {
                return;
            }
            if (task.savedEpochs()) {
                parts.savedEpochVersion = task.epochVersion();
            }
            boolean current = task.truncations() == parts.truncations;
            if (current) {
                parts.flushedOffset = Math.max(parts.flushedOffset, task.endOffset());
            }
            if (task.isCheckpoint()) {
                completeCheckpoint(task, current);
            }
        } catch (IOException e) {
            LogException translated = LogHealth.translate(e, "flush", parts.directory);
            boolean again =
                    e == failure
                            && task.hasSynced()
                            && translated.category() == LogException.Category.FULL;
            if (again) {
                parts.dirty.directories.addAll(task.directories());
            }
            throw parts.health.fail(translated, !again);
        }
    }

    private void completeCheckpoint(FlushTask task, boolean current) throws IOException {
        long at = task.endOffset();
        if (task.hasSnapshot()) {
            if (!current) {
                parts.snapshots.discardPrepared(at);
                return;
            }
            parts.snapshots.publish(at);
        }
        if (current) {
            parts.recoveryPoint = Math.max(parts.recoveryPoint, at);
            parts.savedRecoveryPoint = Math.max(parts.savedRecoveryPoint, at);
            parts.snapshots.deleteSuperseded(at, parts.segments);
        }
    }
}
