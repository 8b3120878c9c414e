package io.odradek.controller.runtime;

import io.odradek.log.io.Shard;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A shard whose time stands still until it is moved. */
final class ManualShard implements Shard {
    private record Due(long nanos, long order, Runnable task) {}

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Due> timers =
            new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::order));
    private long now = 1_000_000_000_000L;
    private long order;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        Due due = new Due(now + delayNanos, order++, task);
        timers.add(due);
        return () -> timers.remove(due);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public long wallClockMs() {
        return 1_700_000_000_000L + now / 1_000_000;
    }

    @Override
    public boolean inShard() {
        return true;
    }

    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    void advanceMs(long ms) {
        long end = now + ms * 1_000_000;
        run();
        for (Due due = timers.peek(); due != null && due.nanos() <= end; due = timers.peek()) {
            timers.poll();
            now = due.nanos();
            due.task().run();
            run();
        }
        now = end;
    }
}
