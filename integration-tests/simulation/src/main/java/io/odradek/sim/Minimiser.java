package io.odradek.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a failing run smaller: leaves out as many of its faults as it can, and it still fails. */
final class Minimiser {
    private static final int RUNS_MAX = 300;

    private final long seed;
    private int runs;

    Minimiser(long seed) {
        this.seed = seed;
    }

    /** What was left of a run. */
    record Smallest(ClusterFailure failure, Set<Integer> spared, int faults, int runs) {}

    /** Empty when the seed does not fail. */
    Optional<Smallest> minimise() {
        Simulation whole = new Simulation(seed);
        Optional<ClusterFailure> first = failure(whole);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        ClusterFailure smallest = first.get();
        int strikes = whole.strikes();
        Set<Integer> spared = new HashSet<>();
        for (int width = Math.max(1, strikes / 2); width >= 1; width /= 2) {
            for (int at = 0; at < strikes && runs < RUNS_MAX; at += width) {
                Set<Integer> more = new HashSet<>(spared);
                for (int i = at; i < Math.min(strikes, at + width); i++) {
                    more.add(i);
                }
                if (more.size() > spared.size()) {
                    Optional<ClusterFailure> still = failure(new Simulation(seed, more, false));
                    if (still.isPresent() && still.get().property().equals(smallest.property())) {
                        spared = more;
                        smallest = still.get();
                    }
                }
            }
        }
        return Optional.of(new Smallest(smallest, spared, strikes - spared.size(), runs));
    }

    private Optional<ClusterFailure> failure(Simulation simulation) {
        runs++;
        try {
            simulation.run();
            return Optional.empty();
        } catch (ClusterFailure e) {
            return Optional.of(e);
        }
    }

    /** The numbers as a flag takes them. */
    static String list(Set<Integer> numbers) {
        List<String> sorted = new ArrayList<>();
        numbers.stream().sorted().forEach(n -> sorted.add(String.valueOf(n)));
        return String.join(",", sorted);
    }
}
