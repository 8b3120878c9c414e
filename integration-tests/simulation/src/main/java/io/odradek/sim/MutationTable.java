package io.odradek.sim;

import io.odradek.sim.plant.Plant;

import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Plants one bug after the other and counts the seeds until a checker speaks. */
final class MutationTable {
    private final long from;
    private final long seedsMax;

    MutationTable(long from, long seedsMax) {
        this.from = from;
        this.seedsMax = seedsMax;
    }

    /** Which checker found it, after how many seeds. */
    record Found(Plant plant, String property, long seeds, String what) {}

    /** Empty when no seed showed it. */
    Optional<Found> find(Plant plant) {
        for (long seed = from; seed < from + seedsMax; seed++) {
            try {
                new Simulation(seed, world(plant, seed), Set.of(), plant, false).run();
            } catch (ClusterFailure failure) {
                String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
                return Optional.of(new Found(plant, failure.property(), seed - from + 1, first));
            }
        }
        return Optional.empty();
    }

    /** As any seed draws it, but where chance would have to play along too often. */
    private static ClusterSwarm world(Plant plant, long seed) {
        ClusterSwarm drawn = ClusterSwarm.draw(new SplittableRandom(seed));
        return plant == Plant.FOLLOWER_CLAIMS_FLUSHED ? drawn.withFailingPower() : drawn;
    }

    /** Prints the table; false when one was not found. */
    boolean print() {
        boolean all = true;
        System.out.println("| planted | found by | seeds |\n|---|---|---|");
        for (Plant plant : Plant.values()) {
            Optional<Found> found = find(plant);
            all &= found.isPresent();
            System.out.printf(
                    "| %s | %s | %s |%n",
                    plant.description(),
                    found.map(Found::property).orElse("nobody"),
                    found.map(f -> String.valueOf(f.seeds)).orElse("more than " + seedsMax));
        }
        return all;
    }
}
