package io.odradek.broker.net;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of requests that may be in memory at once, over all connections, from the moment a length
 * has been read until the answer is given. Thread-safe.
 */
final class MemoryBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Charges {@code bytes} if they fit; the largest single request always fits when alone. */
    boolean tryReserve(int bytes) {
        long before = used.getAndAdd(bytes);
        if (before > 0 && before + bytes > limit) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void release(int bytes) {
        long left = used.addAndGet(-bytes);
        if (left < 0) {
            throw new IllegalStateException("released more request bytes than reserved: " + left);
        }
    }

    long used() {
        return used.get();
    }
}
