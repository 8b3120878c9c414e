package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Random;

class ReplicationSimulationTest {
    private static final int SEEDS = Integer.getInteger("replica.seeds", 150);

    /** Replay one with {@code -Dreplica.seed=N}. */
    @ParameterizedTest
    @EnumSource
    void nothingAcknowledgedIsLostWhateverCrashes(Durability durability) {
        Long only = Long.getLong("replica.seed");
        long first = only != null ? only : System.nanoTime();
        int acked = 0;
        int cuts = 0;
        for (long seed = first; seed < first + (only != null ? 1 : SEEDS); seed++) {
            ReplicationSimulation simulation =
                    new ReplicationSimulation(new Random(seed), durability);
            try {
                simulation.run(1500);
                simulation.converge();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        durability + ", seed " + seed + ": replay with -Dreplica.seed=" + seed, e);
            }
            acked += simulation.acknowledged();
            cuts += simulation.truncations;
        }
        System.out.println(
                "replication simulation "
                        + durability
                        + ": seeds from "
                        + first
                        + ", "
                        + acked
                        + " records acknowledged, "
                        + cuts
                        + " logs cut");
        if (only != null) {
            return;
        }
        assertTrue(acked > 1000, "only " + acked + " records were acknowledged");
        assertTrue(cuts > 0, "no log was ever cut");
    }
}
