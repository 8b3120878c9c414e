package io.odradek.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.sim.plant.Plant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Optional;

/** Checkers that find nothing must be known to find something. */
final class PlantsAreFoundTest {
    private static final long SEEDS = 150;

    @ParameterizedTest
    @EnumSource
    void withinThatManySeeds(Plant plant) {
        Optional<MutationTable.Found> found = new MutationTable(1, SEEDS).find(plant);
        assertTrue(found.isPresent(), plant.description() + " was found by nobody");
        System.out.printf(
                "%s: found by %s after %d seeds%n",
                plant, found.get().property(), found.get().seeds());
    }
}
