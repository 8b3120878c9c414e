package io.odradek.broker.support;

import io.odradek.log.io.Shard;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A shard that runs when the test says so, in virtual time. */
public final class ManualShard implements Shard {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timed> timers =
            new PriorityQueue<>(
                    Comparator.comparingLong((Timed t) -> t.atNanos)
                            .thenComparingLong(t -> t.order));
    private long nowNanos;
    private long order;

    private static final class Timed implements Timer {
        final long atNanos;
        final long order;
        final Runnable task;
        boolean cancelled;

        Timed(long atNanos, long order, Runnable task) {
            this.atNanos = atNanos;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        Timed timed = new Timed(nowNanos + Math.max(0, delayNanos), order++, task);
        timers.add(timed);
        return timed;
    }

    /** Runs everything that can run now. */
    public void run() {
        advanceMs(0);
    }

    /** Lets time pass, running what comes due on the way. */
    public void advanceMs(long ms) {
        long until = nowNanos + ms * 1_000_000;
        runTasks();
        while (!timers.isEmpty() && timers.peek().atNanos <= until) {
            Timed next = timers.poll();
            nowNanos = Math.max(nowNanos, next.atNanos);
            if (!next.cancelled) {
                next.task.run();
            }
            runTasks();
        }
        nowNanos = until;
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public long wallClockMs() {
        return nowNanos / 1_000_000;
    }

    @Override
    public boolean inShard() {
        return true;
    }
}
