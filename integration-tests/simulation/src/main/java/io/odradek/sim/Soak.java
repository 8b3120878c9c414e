package io.odradek.sim;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Seed after seed, on some threads, each run on one of them. Thread-safe where it is shared. */
public final class Soak {
    private final long from;
    private final long seeds;
    private final boolean keepGoing;
    private final Consumer<ClusterFailure> found;
    private final AtomicLong next;
    private final Map<String, Long> faults = new TreeMap<>();
    private final Map<String, Long> operations = new TreeMap<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private long run;
    private long virtualNanos;
    private long acknowledged;
    private double minutes;

    /**
     * @param found is told each failure, one at a time
     */
    public Soak(long from, long seeds, boolean keepGoing, Consumer<ClusterFailure> found) {
        this.from = from;
        this.seeds = seeds;
        this.keepGoing = keepGoing;
        this.found = found;
        this.next = new AtomicLong(from);
    }

    /** Runs them all, or to the first failure. */
    public Soak run(int threads) throws InterruptedException {
        long begun = System.nanoTime();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().name("simulation-" + i).start(this::work));
        }
        for (Thread worker : workers) {
            worker.join();
        }
        minutes = (System.nanoTime() - begun) / 6e10;
        return this;
    }

    private void work() {
        for (long seed = next.getAndIncrement();
                seed < from + seeds && (keepGoing || !failed());
                seed = next.getAndIncrement()) {
            Simulation.@Nullable Result result = null;
            @Nullable ClusterFailure failure = null;
            try {
                result = new Simulation(seed).run();
            } catch (ClusterFailure e) {
                failure = e;
            }
            note(result, failure);
        }
    }

    private synchronized void note(
            Simulation.@Nullable Result result, @Nullable ClusterFailure failure) {
        run++;
        if (result != null) {
            virtualNanos += result.virtualNanos();
            acknowledged += result.acknowledged();
            result.faults().forEach((kind, times) -> faults.merge(kind, (long) times, Long::sum));
            result.operations().forEach((kind, times) -> operations.merge(kind, times, Long::sum));
        }
        if (failure != null) {
            failures.merge(failure.property(), 1, Integer::sum);
            found.accept(failure);
        }
    }

    public synchronized boolean failed() {
        return !failures.isEmpty();
    }

    /** What was done, in four lines. */
    public synchronized String report() {
        return """
                %d seeds from %d in %.1f min (%.0f a minute), %.1f virtual hours, %d records acknowledged
                Faults: %s
                Operations: %s
                Failures: %s"""
                .formatted(
                        run,
                        from,
                        minutes,
                        run / minutes,
                        virtualNanos / 3.6e12,
                        acknowledged,
                        faults,
                        operations,
                        failures);
    }
}
