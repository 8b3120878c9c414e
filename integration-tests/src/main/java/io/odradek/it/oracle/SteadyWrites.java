package io.odradek.it.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody who writes metadata again and again and notes when each write was answered, and what
 * failed. A write begins at its time, or as soon as the one before it is answered. Thread-safe.
 */
public final class SteadyWrites implements AutoCloseable {
    private final Write write;
    private final long everyNanos;
    private final List<Long> answered = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;
    private volatile boolean stopped;

    /** One write; returns when it is answered. */
    public interface Write {
        void run(int number) throws Exception;
    }

    public SteadyWrites(long everyMs, Write write) {
        this.write = write;
        this.everyNanos = TimeUnit.MILLISECONDS.toNanos(everyMs);
        this.thread = Thread.ofPlatform().daemon(true).name("steady-writes").start(this::run);
    }

    private void run() {
        long next = System.nanoTime();
        for (int number = 0; !stopped; number++) {
            try {
                write.run(number);
                answered.add(System.nanoTime());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) {
                failures.add("write " + number + ": " + e);
            }
            next = Math.max(next + everyNanos, System.nanoTime());
            while (!stopped && System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    public int count() {
        return answered.size();
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** The longest time without an answer between {@code from} and {@code to}, ms. */
    public long longestGapMs(long from, long to) {
        long longest = 0;
        long last = from;
        for (long at : List.copyOf(answered)) {
            if (at > from && at <= to) {
                longest = Math.max(longest, at - last);
                last = at;
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(Math.max(longest, to - last));
    }

    @Override
    public void close() {
        finish();
    }

    /** Ends after the write under way. */
    public void finish() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
