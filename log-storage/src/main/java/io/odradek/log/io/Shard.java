package io.odradek.log.io;

/**
 * A single-threaded event loop that owns mutable state: a Netty event loop in production, the
 * scheduler in the simulator. {@link #execute} may be called from any thread; what it runs never
 * overlaps with anything else on the same shard.
 */
public interface Shard {

    /** Runs {@code task} on this shard, after what was submitted before it by the same thread. */
    void execute(Runnable task);

    /**
     * Runs {@code task} on this shard once, {@code delayNanos} from now, unless cancelled before.
     */
    Timer schedule(Runnable task, long delayNanos);

    /** Monotonic time in nanoseconds; only differences mean something. */
    long nanoTime();

    /** Wall-clock time, milliseconds since the epoch. */
    long wallClockMs();

    /** Whether the caller runs on this shard. */
    boolean inShard();

    /** A scheduled task. */
    interface Timer {
        /** Cancels the task if it has not started. Called on the shard. */
        void cancel();
    }
}
