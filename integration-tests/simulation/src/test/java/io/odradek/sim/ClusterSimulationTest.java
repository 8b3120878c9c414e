package io.odradek.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/**
 * The same seeds every time, so that a build that fails tells of its change; {@code
 * integration-tests/simulate} runs new ones. {@code -Dsim.seeds=N} and {@code -Dsim.from=SEED} run
 * others.
 */
final class ClusterSimulationTest {
    private static final long SEEDS = Long.getLong("sim.seeds", 300);
    private static final long FROM = Long.getLong("sim.from", 1);

    @Test
    void everyClusterKeepsItsPromises() throws InterruptedException {
        StringBuilder found = new StringBuilder();
        Soak soak =
                new Soak(FROM, SEEDS, true, failure -> found.append(failure.getMessage()))
                        .run(Runtime.getRuntime().availableProcessors());
        System.out.println(soak.report());
        if (soak.failed()) {
            fail(soak.report() + "\n" + found);
        }
    }

    @Test
    void oneSeedIsOneRun() {
        for (long seed = FROM; seed < FROM + 3; seed++) {
            Simulation.Result first = new Simulation(seed).run();
            Simulation.Result second = new Simulation(seed).run();
            assertEquals(first.traceHash(), second.traceHash(), "seed " + seed);
            assertFalse(first.acknowledged() == 0, "nothing was written under seed " + seed);
        }
    }
}
