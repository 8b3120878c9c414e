package io.odradek.it.arch.sample.broker.api;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads are for runtime, broker.net and broker.app. */
public final class StartsThreads {
    public Thread platform(Runnable work) {
        return new Thread(work);
    }

    public Thread virtual(Runnable work) {
        return Thread.ofVirtual().unstarted(work);
    }

    public ExecutorService pool() {
        return Executors.newSingleThreadExecutor();
    }
}
