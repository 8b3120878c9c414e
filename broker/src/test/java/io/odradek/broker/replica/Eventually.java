package io.odradek.broker.replica;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for a condition with a deadline. */
final class Eventually {
    private static final long DEADLINE_NANOS = 10_000_000_000L;

    private Eventually() {}

    static void holds(Callable<Boolean> condition, Supplier<String> state) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > DEADLINE_NANOS) {
                throw new AssertionError("did not happen within 10 s: " + state.get());
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(500_000);
        }
    }
}
