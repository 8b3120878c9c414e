package io.odradek.sim;

import java.util.Map;
import java.util.TreeMap;

/** The command; see {@code integration-tests/simulate --help}. */
public final class SimulateMain {
    private SimulateMain() {}

    public static void main(String[] args) {
        long first = Long.parseLong(args[0]);
        long count = Long.parseLong(args[1]);
        boolean loud = args.length > 2;
        Map<String, Integer> faults = new TreeMap<>();
        long begun = System.nanoTime();
        double virtual = 0;
        int failed = 0;
        for (long seed = first; seed < first + count; seed++) {
            try {
                Simulation.Result result =
                        new Simulation(
                                        seed,
                                        ClusterSwarm.draw(new java.util.SplittableRandom(seed)),
                                        loud)
                                .run();
                virtual += result.virtualNanos() / 1e9;
                result.faults().forEach((kind, n) -> faults.merge(kind, n, Integer::sum));
                if (loud) {
                    System.out.println(result);
                }
            } catch (ClusterFailure failure) {
                failed++;
                failure.printStackTrace(System.out);
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                "%d seeds from %d in %.1f s (%.1f a minute), %.0f virtual s, %d failed, faults %s%n",
                count, first, seconds, count * 60 / seconds, virtual, failed, faults);
        System.exit(failed > 0 ? 1 : 0);
    }
}
