package io.odradek.broker.app;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for disk work. They are never interrupted: that would close the files they use. */
final class IoPool {
    /** Work that waits; a shard that finds the queue full does its own work, and so slows down. */
    private static final int QUEUED_MAX = 10_000;

    private IoPool() {}

    static ThreadPoolExecutor of(int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        30,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(QUEUED_MAX),
                        task ->
                                Thread.ofPlatform()
                                        .name("odradek-io-" + number.incrementAndGet())
                                        .daemon(true)
                                        .unstarted(task),
                        new ThreadPoolExecutor.CallerRunsPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
