package io.odradek.raft.sim;

import io.odradek.log.io.Shard;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * One life of a simulated operating-system process: everything that runs in it runs through here,
 * so that it can be killed, paused, and given a clock that runs fast or slow.
 */
public final class SimProcess {

    private final Scheduler scheduler;
    private final double clockRate;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private boolean alive = true;
    private boolean paused;

    /**
     * @param clockRate 1 for a perfect clock; all processes' clocks begin anywhere
     */
    public SimProcess(Scheduler scheduler, double clockRate) {
        this.scheduler = scheduler;
        this.clockRate = clockRate;
    }

    public boolean isAlive() {
        return alive;
    }

    public boolean isPaused() {
        return paused;
    }

    /** Nothing of it ever runs again. */
    public void kill() {
        alive = false;
        held.clear();
    }

    public void pause() {
        paused = true;
    }

    /** What would have happened meanwhile happens now. */
    public void resume() {
        paused = false;
        while (alive && !paused && !held.isEmpty()) {
            held.poll().run();
        }
    }

    /** Runs {@code task} now, or after the pause, or never. */
    public void run(Runnable task) {
        if (!alive) {
            return;
        }
        if (paused) {
            held.add(task);
        } else {
            task.run();
        }
    }

    public void after(long delayNanos, Runnable task) {
        scheduler.after(delayNanos, () -> run(task));
    }

    /** A new event loop of this process. */
    public Shard newShard() {
        return new SimShard();
    }

    /** Runs tasks in order, one after the other, each after the given delay. */
    public Executor newLane(LongSupplier delayNanos) {
        return new Executor() {
            private long freeAtNanos;

            @Override
            public void execute(Runnable task) {
                long start = Math.max(freeAtNanos, scheduler.nowNanos());
                freeAtNanos = start + delayNanos.getAsLong();
                after(freeAtNanos - scheduler.nowNanos(), task);
            }
        };
    }

    private final class SimShard implements Shard {

        private boolean running;

        @Override
        public void execute(Runnable task) {
            after(0, () -> enter(task));
        }

        @Override
        public Timer schedule(Runnable task, long delayNanos) {
            boolean[] cancelled = {false};
            after(
                    (long) (delayNanos / clockRate) + 1,
                    () -> {
                        if (!cancelled[0]) {
                            enter(task);
                        }
                    });
            return () -> cancelled[0] = true;
        }

        private void enter(Runnable task) {
            running = true;
            try {
                task.run();
            } finally {
                running = false;
            }
        }

        @Override
        public long nanoTime() {
            return (long) (scheduler.nowNanos() * clockRate);
        }

        @Override
        public long wallClockMs() {
            return 1_750_000_000_000L + nanoTime() / 1_000_000;
        }

        @Override
        public boolean inShard() {
            return running;
        }
    }
}
