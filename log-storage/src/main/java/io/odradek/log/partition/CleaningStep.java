package io.odradek.log.partition;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * A piece of a {@link Cleaning} that may wait for the disk: made on the log's shard, run once on
 * any one thread, and given back on the shard.
 */
public final class CleaningStep {

    /** Returns how many bytes it read. */
    interface Work {
        long run() throws IOException;
    }

    private final Work work;
    private long bytes;
    private @Nullable Exception failure;

    CleaningStep(Work work) {
        this.work = work;
    }

    /** Never throws: {@link Cleaning#done} reports a failure. */
    @SuppressWarnings("CatchingUnchecked") // A log that compaction trips over is still a log.
    public void run() {
        try {
            bytes = work.run();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    /** What it read from the disk; so much may have been written, too. */
    public long bytes() {
        return bytes;
    }

    @Nullable Exception failure() {
        return failure;
    }
}
