package io.odradek.raft.runtime;

import io.odradek.log.io.Shard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A {@link Shard} on a thread of its own, for controllers; brokers use Netty's loops.
 *
 * <p>Thread-safe: the queue is guarded by one lock, taken once per submission and once per batch of
 * tasks run; timers belong to the thread alone.
 */
public final class ShardThread implements Shard, AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition submitted = lock.newCondition();
    private final Consumer<Throwable> uncaught;
    private final Thread thread;

    /** Guarded by {@link #lock}. */
    private ArrayDeque<Runnable> queue = new ArrayDeque<>();

    /** Guarded by {@link #lock}. */
    private boolean closed;

    /** Confined to the thread. */
    private final PriorityQueue<Timeout> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timeout::sinceOriginNanos));

    /**
     * @param uncaught told of every exception a task let escape; the shard goes on
     */
    public ShardThread(String name, Consumer<Throwable> uncaught) {
        this.uncaught = uncaught;
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::loop);
    }

    /** Starts the thread. */
    public ShardThread start() {
        thread.start();
        return this;
    }

    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            queue.add(task);
            submitted.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        Timeout timeout = new Timeout(task, nanoTime() + Math.max(0, delayNanos));
        if (inShard()) {
            timers.add(timeout);
        } else {
            execute(() -> timers.add(timeout));
        }
        return timeout;
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
        return Thread.currentThread() == thread;
    }

    /**
     * Runs what was submitted so far, then ends the thread; what comes later, and every timer, is
     * dropped. Waits for the end unless called on the shard itself.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            submitted.signal();
        } finally {
            lock.unlock();
        }
        if (!inShard()) {
            joinUninterruptibly();
        }
    }

    private void joinUninterruptibly() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        ArrayDeque<Runnable> batch = new ArrayDeque<>();
        while (true) {
            boolean last;
            lock.lock();
            try {
                while (queue.isEmpty() && !closed && untilNextTimerNanos() > 0) {
                    submitted.awaitNanos(untilNextTimerNanos());
                }
                ArrayDeque<Runnable> taken = queue;
                queue = batch;
                batch = taken;
                last = closed;
            } catch (InterruptedException ignored) {
                // Nobody stops this thread by interrupting it: close() does.
                continue;
            } finally {
                lock.unlock();
            }
            for (Runnable task = batch.poll(); task != null; task = batch.poll()) {
                run(task);
            }
            if (last) {
                return;
            }
            dueTimers().forEach(this::run);
        }
    }

    private long untilNextTimerNanos() {
        for (Timeout first = timers.peek(); first != null; first = timers.peek()) {
            if (!first.cancelled) {
                return first.atNanos - System.nanoTime();
            }
            timers.poll();
        }
        return Long.MAX_VALUE;
    }

    /** Timers that came due by now, not those that these will set: a batch stays finite. */
    private List<Runnable> dueTimers() {
        List<Runnable> due = new ArrayList<>();
        while (untilNextTimerNanos() <= 0) {
            Timeout timeout = timers.poll();
            if (timeout != null) {
                due.add(() -> timeout.fire());
            }
        }
        return due;
    }

    @SuppressWarnings("CatchingThrowable") // The loop must outlive any task.
    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable problem) {
            uncaught.accept(problem);
        }
    }

    private static final long ORIGIN_NANOS = System.nanoTime();

    private final class Timeout implements Timer {
        private final Runnable task;
        private final long atNanos;
        private volatile boolean cancelled;

        Timeout(Runnable task, long atNanos) {
            this.task = task;
            this.atNanos = atNanos;
        }

        /** nanoTime may overflow, differences to a fixed moment do not. */
        private long sinceOriginNanos() {
            return atNanos - ORIGIN_NANOS;
        }

        @Override
        public void cancel() {
            cancelled = true;
            if (inShard()) {
                timers.remove(this);
            }
        }

        private void fire() {
            if (!cancelled) {
                task.run();
            }
        }
    }
}
