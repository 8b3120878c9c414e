package io.odradek.raft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Many seeds, or one: {@code -Dodradek.seed=N} replays a run; {@code -Dodradek.seeds=N} asks for
 * more of them, from {@code -Dodradek.firstSeed=N} on.
 */
final class RaftSimulationTest {

    private static final long SEEDS_BY_DEFAULT = 250;

    @Test
    void everySeedKeepsTheSafetyPropertiesAndConverges() {
        Long one = Long.getLong("odradek.seed");
        long first = one != null ? one : Long.getLong("odradek.firstSeed", 1);
        long count = one != null ? 1 : Long.getLong("odradek.seeds", SEEDS_BY_DEFAULT);
        long applied = 0;
        long restored = 0;
        long reads = 0;
        long faults = 0;
        long terms = 0;
        long begun = System.nanoTime();
        for (long seed = first; seed < first + count; seed++) {
            Simulation.Outcome outcome = new Simulation(seed).run();
            applied += outcome.applied();
            restored += outcome.snapshotsRestored();
            reads += outcome.reads();
            faults += outcome.faults();
            terms += outcome.terms();
        }
        System.out.printf(
                "%d seeds from %d in %.1f s: %d entries, %d terms, %d faults, %d snapshots restored,"
                        + " %d reads%n",
                count,
                first,
                (System.nanoTime() - begun) / 1e9,
                applied,
                terms,
                faults,
                restored,
                reads);
        if (one == null) {
            assertTrue(applied > count * 100, "hardly anything was agreed on: " + applied);
            assertTrue(restored > 0 && reads > 0 && faults > count, "too little happened");
        }
    }

    private static Simulation.Outcome reconciled(long seed) {
        return new Simulation(seed, true).run();
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (long seed = 1; seed <= 8; seed++) {
            assertEquals(reconciled(seed), reconciled(seed), "seed " + seed);
        }
    }
}
