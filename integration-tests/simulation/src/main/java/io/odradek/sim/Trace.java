package io.odradek.sim;

import io.odradek.raft.sim.Scheduler;

import java.util.ArrayDeque;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The last things that happened, with their moments, and a hash of all that ever did. */
final class Trace {
    private static final int KEPT = 200;

    private final Scheduler scheduler;
    private final ArrayDeque<String> last = new ArrayDeque<>();
    private final boolean loud;
    private long hash = 17;

    Trace(Scheduler scheduler, boolean loud) {
        this.scheduler = scheduler;
        this.loud = loud;
    }

    void note(String what) {
        String line = "%9.3f s  %s".formatted(scheduler.nowNanos() / 1e9, what);
        hash = hash * 31 + line.hashCode();
        last.add(line);
        if (last.size() > KEPT) {
            last.poll();
        }
        if (loud) {
            System.out.println(line);
        }
    }

    /** What is only of interest to who watches. */
    void detail(Supplier<String> what) {
        if (loud) {
            System.out.printf("%9.3f s      %s%n", scheduler.nowNanos() / 1e9, what.get());
        }
    }

    /** Takes a fact into the hash without a word. */
    void mix(long fact) {
        hash = hash * 31 + fact;
    }

    long hash() {
        return hash;
    }

    @Override
    public String toString() {
        return last.stream().collect(Collectors.joining("\n"));
    }
}
