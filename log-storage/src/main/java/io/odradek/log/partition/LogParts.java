package io.odradek.log.partition;

import io.odradek.log.io.Disk;

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
    long logStartOffset;
    long flushedOffset;
    long recoveryPoint;

    /**
     * The largest recovery point that may have been saved for this log, even if it lies no more.
     */
    long savedRecoveryPoint;

    long savedEpochVersion;

    LogParts(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
        this.segments = new SegmentList(disk, directory);
        this.snapshots = new ProducerSnapshots(disk, directory);
    }
}
