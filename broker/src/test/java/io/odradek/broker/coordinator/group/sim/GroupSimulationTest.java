package io.odradek.broker.coordinator.group.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.coordinator.group.sim.GroupSimulation.Kind;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Run more with {@code -Dgroup.seeds=N}, one with {@code -Dgroup.seed=N}. */
class GroupSimulationTest {
    private static final int SEEDS = Integer.getInteger("group.seeds", 60);

    @ParameterizedTest
    @EnumSource
    void everyPromiseIsKeptAndEveryGroupComesToRest(Kind kind) {
        Long only = Long.getLong("group.seed");
        long first = only != null ? only : System.nanoTime();
        int seeds = only != null ? 1 : SEEDS;
        int acknowledgements = 0;
        int takeovers = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            GroupSimulation simulation = run(seed, kind);
            acknowledgements += simulation.acknowledgements();
            takeovers += simulation.takeovers();
        }
        System.out.println(
                "group simulation "
                        + kind
                        + ": "
                        + seeds
                        + " seeds from "
                        + first
                        + ", "
                        + acknowledgements
                        + " offsets acknowledged, "
                        + takeovers
                        + " takeovers");
        if (only == null) {
            assertTrue(acknowledgements > 50 * seeds, "too few offsets: " + acknowledgements);
            assertTrue(takeovers > seeds, "too few takeovers: " + takeovers);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sameSeedTellsTheSameStory(Kind kind) {
        for (long seed = 1; seed <= 5; seed++) {
            assertEquals(
                    run(seed, kind).world().digest(),
                    run(seed, kind).world().digest(),
                    "seed " + seed);
        }
    }

    private static GroupSimulation run(long seed, Kind kind) {
        GroupSimulation simulation = new GroupSimulation(seed, kind);
        try {
            simulation.run();
            return simulation;
        } catch (RuntimeException | AssertionError e) {
            System.out.println(simulation.world().lastLines());
            throw new AssertionError(
                    kind
                            + ", seed "
                            + seed
                            + ": "
                            + e.getMessage()
                            + "; replay with mvn -o -pl broker test"
                            + " -Dtest=GroupSimulationTest -Dgroup.seed="
                            + seed,
                    e);
        }
    }
}
