package io.odradek.log.partition;

import io.odradek.log.io.Disk;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** The pieces that recovery puts together and {@link PartitionLog} then owns. Confined to it. */
final class LogParts {

    final Disk disk;
    final Path directory;
    final SegmentList segments;
    final EpochHistory epochs = new EpochHistory();
    final ProducerStateTable producers = new ProducerStateTable();
    final ProducerSnapshots snapshots;
    final DirtyState dirty = new DirtyState();
    final LogHealth health;
    final CleanedMark cleaned;
    LogConfig config;
    long logStartOffset;
    long flushedOffset;
    long recoveryPoint;

    /**
     * The largest recovery point that may have been saved for this log, even if it lies no more.
     */
    long savedRecoveryPoint;

    long savedEpochVersion;

    /** Grows whenever bytes that were in the log are taken back. */
    long truncations;

    /** A compacted segment that is being put into its place. */
    @Nullable SegmentSwap swap;

    LogParts(Disk disk, Path directory, LogConfig config) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.health = new LogHealth(directory);
        this.cleaned = new CleanedMark(disk, directory);
        this.segments = new SegmentList(disk, directory);
        this.snapshots = new ProducerSnapshots(disk, directory);
    }
}
