package io.odradek.controller.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** The threads of a controller besides its shard. */
public final class Workers {
    private Workers() {}

    /** One thread, for raft's files. */
    public static ExecutorService disk(int nodeId) {
        return Executors.newSingleThreadExecutor(named("controller-disk-" + nodeId));
    }

    /** As many as wait for the network at a time: few, and none at rest. */
    public static ExecutorService network() {
        return Executors.newVirtualThreadPerTaskExecutor();
    }

    public static ThreadFactory named(String name) {
        return Thread.ofPlatform().name(name).daemon(true).factory();
    }
}
