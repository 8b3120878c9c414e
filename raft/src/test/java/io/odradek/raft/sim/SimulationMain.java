package io.odradek.raft.sim;

import java.util.Map;
import java.util.TreeMap;

/**
 * A soak: {@code SimulationMain firstSeed count [keepGoing]} runs seed after seed and prints what
 * it finds; the first seed that fails ends it unless it is told to keep going.
 */
public final class SimulationMain {

    private SimulationMain() {}

    /** Exit status 1 when a seed failed. */
    public static void main(String[] args) {
        long first = Long.parseLong(args[0]);
        long count = Long.parseLong(args[1]);
        boolean keepGoing = args.length > 2;
        Map<String, Integer> failures = new TreeMap<>();
        long applied = 0;
        long begun = System.nanoTime();
        for (long seed = first; seed < first + count; seed++) {
            try {
                applied += new Simulation(seed).run().applied();
            } catch (SimulationFailure failure) {
                failures.merge(failure.property(), 1, Integer::sum);
                System.out.println(keepGoing ? firstLine(failure) : failure.getMessage());
                if (!keepGoing) {
                    break;
                }
            }
        }
        System.out.printf(
                "%d seeds from %d in %.1f s, %d entries agreed on, failures: %s%n",
                count, first, (System.nanoTime() - begun) / 1e9, applied, failures);
        if (!failures.isEmpty()) {
            System.exit(1);
        }
    }

    private static String firstLine(SimulationFailure failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
