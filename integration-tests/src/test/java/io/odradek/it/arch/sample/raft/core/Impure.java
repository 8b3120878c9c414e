package io.odradek.it.arch.sample.raft.core;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/** Everything a pure package may not do. */
public final class Impure {
    public long clock() {
        return System.nanoTime();
    }

    public Instant calendar() {
        return Instant.now();
    }

    public Thread thread() {
        return Thread.currentThread();
    }

    public boolean file(Path path) {
        return Files.exists(path);
    }

    public int random() {
        return ThreadLocalRandom.current().nextInt();
    }

    public void socket(Socket socket) throws IOException {
        socket.close();
    }

    public void lock(ReentrantLock lock) {
        lock.lock();
    }
}
