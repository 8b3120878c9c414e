package io.odradek.raft.runtime;

import io.odradek.log.io.Shard;

import org.jspecify.annotations.Nullable;

/**
 * Wakes its owner at a deadline that moves often, mostly away: a timer that is early enough is left
 * alone and sets itself again when it finds that it came too soon. Confined to its shard.
 */
final class DeadlineTimer {

    private final Shard shard;
    private final Runnable due;
    private Shard.@Nullable Timer timer;
    private long timerNanos;
    private long deadlineNanos;

    DeadlineTimer(Shard shard, Runnable due) {
        this.shard = shard;
        this.due = due;
    }

    void arm(long deadline) {
        deadlineNanos = deadline;
        if (timer != null) {
            if (timerNanos - deadline <= 0) {
                return;
            }
            timer.cancel();
        }
        timerNanos = deadline;
        timer = shard.schedule(this::fire, Math.max(0, deadline - shard.nanoTime()));
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void fire() {
        timer = null;
        if (shard.nanoTime() - deadlineNanos >= 0) {
            due.run();
        } else {
            arm(deadlineNanos);
        }
    }
}
