package io.odradek.raft.sim;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A soak: {@code [--seeds N] [--from SEED] [--replay SEED] [--keep-going]} runs seed after seed and
 * prints what it finds; the first seed that fails ends it unless it is told to keep going. A replay
 * runs one seed twice, and both runs must be the same.
 */
public final class SimulationMain {

    private static final double NANOS_PER_HOUR = 3.6e12;

    private long seeds = 1000;
    private long from = 1;
    private long replay = -1;
    private boolean keepGoing;

    private long run;
    private long applied;
    private long virtualNanos;
    private final Map<String, Long> faults = new TreeMap<>();
    private final Map<String, Integer> failures = new TreeMap<>();

    private SimulationMain() {}

    /** Exit status 1 when a seed failed, 2 when it is not told what to do. */
    public static void main(String[] args) {
        SimulationMain main = new SimulationMain();
        if (!main.parse(args)) {
            System.err.println(
                    "Usage: simulate --raft [--seeds N] [--from SEED] [--replay SEED] [--keep-going]");
            System.exit(2);
        }
        if (main.replay != -1) {
            main.replayOne();
        } else {
            main.soak();
        }
        if (!main.failures.isEmpty()) {
            System.exit(1);
        }
    }

    private boolean parse(String[] args) {
        try {
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--seeds" -> seeds = Long.parseLong(args[++i]);
                    case "--from" -> from = Long.parseLong(args[++i]);
                    case "--replay" -> replay = Long.parseLong(args[++i]);
                    case "--keep-going" -> keepGoing = true;
                    default -> {
                        System.err.println("Unknown argument: " + args[i]);
                        return false;
                    }
                }
            }
            return true;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            System.err.println("A flag lacks its number: " + e.getMessage());
            return false;
        }
    }

    private void replayOne() {
        try {
            Simulation.Outcome first = new Simulation(replay, true).run();
            Simulation.Outcome second = new Simulation(replay, true).run();
            System.out.println(first);
            if (first.traceHash() != second.traceHash()) {
                System.out.println("Seed " + replay + " gave two different runs.");
                failures.merge("Reconcile", 1, Integer::sum);
            }
        } catch (SimulationFailure failure) {
            failures.merge(failure.property(), 1, Integer::sum);
            System.out.println(failure.getMessage());
        }
    }

    private void soak() {
        long begun = System.nanoTime();
        for (long seed = from; seed < from + seeds; seed++) {
            try {
                Simulation.Outcome outcome = new Simulation(seed).run();
                applied += outcome.applied();
                virtualNanos += outcome.virtualNanos();
                outcome.faults().forEach((kind, times) -> faults.merge(kind, times, Long::sum));
                run++;
            } catch (SimulationFailure failure) {
                run++;
                failures.merge(failure.property(), 1, Integer::sum);
                System.out.println(keepGoing ? firstLine(failure) : failure.getMessage());
                if (!keepGoing) {
                    break;
                }
            }
        }
        double minutes = (System.nanoTime() - begun) / 6e10;
        System.out.printf(
                Locale.ROOT,
                "%d seeds from %d in %.1f min (%.0f a minute), %.1f virtual hours, %d entries agreed on%n",
                run,
                from,
                minutes,
                run / minutes,
                virtualNanos / NANOS_PER_HOUR,
                applied);
        System.out.println("Faults: " + faults);
        System.out.println("Failures: " + failures);
    }

    private static String firstLine(SimulationFailure failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
