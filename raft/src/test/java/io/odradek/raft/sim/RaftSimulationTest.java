package io.odradek.raft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Many seeds, or one: {@code -Dodradek.seed=N} replays a run; {@code -Dodradek.seeds=N} asks for
 * more of them, from {@code -Dodradek.firstSeed=N} on.
 */
final class RaftSimulationTest {

    private static final long SEEDS_BY_DEFAULT = 200;

    @Test
    void everySeedKeepsTheSafetyPropertiesAndConverges() {
        Long one = Long.getLong("odradek.seed");
        long first = one != null ? one : Long.getLong("odradek.firstSeed", 1);
        long count = one != null ? 1 : Long.getLong("odradek.seeds", SEEDS_BY_DEFAULT);
        long applied = 0;
        Map<String, Long> events = new TreeMap<>();
        long begun = System.nanoTime();
        for (long seed = first; seed < first + count; seed++) {
            Simulation.Outcome outcome = new Simulation(seed).run();
            applied += outcome.applied();
            outcome.events().forEach((event, times) -> events.merge(event, times, Long::sum));
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                "%d seeds from %d in %.1f s, %d entries agreed on: %s%n",
                count, first, seconds, applied, events);
        if (count >= SEEDS_BY_DEFAULT) {
            assertTrue(applied > count * 1000, "hardly anything was agreed on: " + applied);
            assertEverythingHappened(events.keySet());
        }
    }

    /** A run in which something never happens proves nothing about it. */
    private static void assertEverythingHappened(Set<String> seen) {
        Set<String> expected = new TreeSet<>();
        addKinds(Input.class, expected);
        addKinds(Output.class, expected);
        // Nothing damages a snapshot on its way here; SnapshotTest does.
        expected.remove("SnapshotDamaged");
        expected.removeAll(seen);
        assertTrue(expected.isEmpty(), "never happened: " + expected);
    }

    private static void addKinds(Class<?> sealed, Set<String> kinds) {
        for (Class<?> kind : sealed.getPermittedSubclasses()) {
            if (kind.isSealed()) {
                addKinds(kind, kinds);
            } else {
                kinds.add(kind.getSimpleName());
            }
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
