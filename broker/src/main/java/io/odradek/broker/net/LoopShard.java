package io.odradek.broker.net;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.odradek.log.io.Shard;

import java.util.concurrent.TimeUnit;

/** A Netty event loop as a {@link Shard}. Thread-safe, as the loop is. */
final class LoopShard implements Shard {
    private final EventExecutor loop;

    LoopShard(EventExecutor loop) {
        this.loop = loop;
    }

    EventExecutor loop() {
        return loop;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        ScheduledFuture<?> future = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long wallClockMs() {
        return System.currentTimeMillis();
    }

    @Override
    public boolean inShard() {
        return loop.inEventLoop();
    }
}
