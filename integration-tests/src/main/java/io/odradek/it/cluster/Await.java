package io.odradek.it.cluster;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Waiting for a condition, with a deadline and a name for what did not come. */
public final class Await {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Await() {}

    /** Polls until {@code condition} is true; an exception counts as "not yet". */
    public static void until(String what, Duration deadline, Callable<Boolean> condition) {
        value(what, deadline, () -> condition.call() ? Optional.of(true) : Optional.empty());
    }

    /** Polls until {@code supplier} has a value; an exception counts as "not yet". */
    public static <T> T value(String what, Duration deadline, Callable<Optional<T>> supplier) {
        long end = System.nanoTime() + deadline.toNanos();
        @Nullable Exception last = null;
        while (true) {
            try {
                Optional<T> value = supplier.call();
                if (value.isPresent()) {
                    return value.get();
                }
                last = null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for: " + what, e);
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() > end) {
                String cause = last == null ? "" : "; the last attempt failed: " + last;
                throw new AssertionError(
                        "not within " + deadline.toMillis() + " ms: " + what + cause, last);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
