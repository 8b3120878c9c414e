package io.odradek.broker.coordinator.runtime;

import io.odradek.log.io.Shard;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.TimeUnit;

/** The one timer of a coordinator. Confined to its shard. */
final class InstanceTimer {
    private final Shard shard;
    private final Runnable then;
    private Shard.@Nullable Timer timer;
    private long atMs;

    InstanceTimer(Shard shard, Runnable then) {
        this.shard = shard;
        this.then = then;
    }

    /**
     * Runs at {@code deadlineMs} of the shard's monotonic clock, or before: a deadline that was put
     * off leaves the timer as it is.
     */
    void set(long deadlineMs) {
        if (timer != null) {
            if (atMs <= deadlineMs) {
                return;
            }
            timer.cancel();
        }
        atMs = deadlineMs;
        long nanos = TimeUnit.MILLISECONDS.toNanos(deadlineMs) - shard.nanoTime();
        timer = shard.schedule(this::fire, Math.max(0, nanos));
    }

    private void fire() {
        timer = null;
        then.run();
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
