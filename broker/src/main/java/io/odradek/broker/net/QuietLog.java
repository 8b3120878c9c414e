package io.odradek.broker.net;

import org.slf4j.Logger;

import java.util.concurrent.atomic.AtomicLong;

/** Warns at most once a second, and says how many warnings it kept back. Thread-safe. */
final class QuietLog {
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final Logger log;
    private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong kept = new AtomicLong();

    QuietLog(Logger log) {
        this.log = log;
    }

    void log(String format, Object... arguments) {
        long now = System.nanoTime();
        long next = nextNanos.get();
        if (now - next < 0 || !nextNanos.compareAndSet(next, now + PAUSE_NANOS)) {
            kept.incrementAndGet();
            return;
        }
        log.warn(format, arguments);
        long others = kept.getAndSet(0);
        if (others > 0) {
            log.warn("{} similar warnings before it were left out.", others);
        }
    }
}
