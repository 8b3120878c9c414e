package io.odradek.log.partition;

import io.odradek.log.io.Disk;
import io.odradek.log.io.SharedFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * One group commit: makes everything that was in the log when it was begun survive a power cut.
 * {@link PartitionLog#beginFlush} makes it on the shard, {@link #run} may run on any one thread
 * while the shard goes on appending, and {@link PartitionLog#completeFlush} takes it back on the
 * shard, which also makes its result visible there.
 */
public final class FlushTask {

    private final Disk disk;
    private final Path directory;
    private final long endOffset;
    private final boolean checkpoint;
    private final long truncations;
    private final List<SharedFile> files;
    private final List<Path> directories;
    private final @Nullable List<EpochHistory.Entry> epochs;
    private final long epochVersion;
    private final @Nullable ByteBuffer producers;
    private boolean synced;
    private boolean ran;
    private @Nullable IOException failure;

    /** Takes over one hold on each of {@code files}. */
    FlushTask(
            Disk disk,
            Path directory,
            long endOffset,
            boolean checkpoint,
            long truncations,
            List<SharedFile> files,
            List<Path> directories,
            @Nullable List<EpochHistory.Entry> epochs,
            long epochVersion,
            @Nullable ByteBuffer producers) {
        this.disk = disk;
        this.directory = directory;
        this.endOffset = endOffset;
        this.checkpoint = checkpoint;
        this.truncations = truncations;
        this.files = files;
        this.directories = directories;
        this.epochs = epochs;
        this.epochVersion = epochVersion;
        this.producers = producers;
    }

    /** Everything below this offset is durable once the task has run. */
    public long endOffset() {
        return endOffset;
    }

    /** Whether there is nothing to write: {@link #run} returns at once. */
    public boolean isEmpty() {
        return files.isEmpty() && directories.isEmpty() && epochs == null && producers == null;
    }

    /**
     * Syncs. Never throws: {@link PartitionLog#completeFlush} reports a failure, on the shard. Call
     * it once.
     */
    public void run() {
        try {
            for (SharedFile file : files) {
                file.file().sync();
            }
            synced = true;
            if (epochs != null) {
                EpochCheckpoint.save(disk, directory, epochs);
            }
            for (Path changed : directories) {
                disk.syncDirectory(changed);
            }
            if (producers != null) {
                ProducerSnapshots.prepare(disk, directory, endOffset, producers);
            }
        } catch (IOException e) {
            failure = e;
        }
        ran = true;
    }

    /** Whether the log itself is on the disk, whatever became of the files beside it. */
    boolean hasSynced() {
        return synced;
    }

    List<Path> directories() {
        return directories;
    }

    boolean isCheckpoint() {
        return checkpoint;
    }

    long truncations() {
        return truncations;
    }

    boolean hasSnapshot() {
        return producers != null;
    }

    boolean savedEpochs() {
        return epochs != null;
    }

    long epochVersion() {
        return epochVersion;
    }

    boolean hasRun() {
        return ran;
    }

    @Nullable IOException failure() {
        return failure;
    }

    void release() throws IOException {
        for (SharedFile file : files) {
            file.release();
        }
    }
}
