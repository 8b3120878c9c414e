package io.odradek.broker.convert;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs conversions on I/O threads and counts the memory of what they make. Thread-safe. Who waits
 * here is a request in flight, and those are bounded by the port.
 */
public final class Conversions {
    private static final Logger log = LoggerFactory.getLogger(Conversions.class);

    /** Most bytes of one answer to an old client. */
    public static final int ANSWER_BYTES_MAX = 16 << 20;

    /** Each may hold what a batch unpacks to, and the copies that takes. */
    private static final int AT_ONCE_MAX = 2;

    private static final int GRANT_BYTES_MIN = 64 << 10;

    private final Executor io;
    private final long budget;
    private final AtomicLong used = new AtomicLong();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /**
     * @param budget bytes of converted records that may wait for sockets to take them
     */
    public Conversions(Executor io, long budget) {
        this.io = io;
        this.budget = budget;
    }

    /** Runs it on an I/O thread, in its turn. */
    public void run(Runnable conversion) {
        synchronized (waiting) {
            if (running == AT_ONCE_MAX) {
                waiting.add(conversion);
                return;
            }
            running++;
        }
        io.execute(() -> runFrom(conversion));
    }

    private void runFrom(Runnable first) {
        for (@Nullable Runnable next = first; next != null; next = nextOrDone()) {
            try {
                next.run();
            } catch (RuntimeException e) {
                log.error("A conversion failed and its request stays unanswered; a bug.", e);
            }
        }
    }

    private @Nullable Runnable nextOrDone() {
        synchronized (waiting) {
            @Nullable Runnable next = waiting.poll();
            if (next == null) {
                running--;
            }
            return next;
        }
    }

    /**
     * Charges up to {@code wanted} bytes; returns how many. Whoever asks is given something, but
     * ever less as the budget is used up: nobody waits for a client that does not read.
     */
    public int grant(int wanted) {
        long share = (budget - used.get()) / 4;
        int granted = (int) Math.min(wanted, Math.max(GRANT_BYTES_MIN, share));
        used.addAndGet(granted);
        return granted;
    }

    /** Charges what is there already. */
    public void charge(int bytes) {
        used.addAndGet(bytes);
    }

    /** Gives back what was charged or granted. */
    public void release(int bytes) {
        used.addAndGet(-bytes);
    }

    /** Bytes that are charged. */
    public long used() {
        return used.get();
    }
}
