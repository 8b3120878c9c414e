package io.odradek.it.chaos.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.chaos.ground.Means;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A seed is a plan. */
final class PlanTest {
    private static final Set<Means> ALL = EnumSet.allOf(Means.class);

    @Test
    void aSeedIsAlwaysTheSamePlan() {
        assertEquals(Plan.draw(7, ALL, 50), Plan.draw(7, ALL, 50));
        assertNotEquals(Plan.draw(7, ALL, 50), Plan.draw(8, ALL, 50));
    }

    @Test
    void everyKindComesUp() {
        for (long seed = 1; seed <= 20; seed++) {
            var kinds = kinds(Plan.draw(seed, ALL, 60));
            assertEquals(EnumSet.allOf(Kind.class), kinds, "seed " + seed);
        }
    }

    @Test
    void withoutRootOnlyProcessesAreBroken() {
        for (Kind kind : kinds(Plan.draw(1, Set.of(Means.PROCESS), 60))) {
            assertEquals(Means.PROCESS, kind.needs());
        }
    }

    @Test
    void whatTakesEveryNodeIsAlone() {
        for (Plan.Round round : Plan.draw(3, ALL, 500).rounds()) {
            List<Plan.Planned> faults = round.faults();
            assertTrue(
                    faults.size() == 1 || faults.stream().noneMatch(f -> f.kind().takesAll()),
                    round::toString);
        }
    }

    @Test
    void tenMinutesHoldSixtyFaults() {
        for (long seed = 1; seed <= 20; seed++) {
            long ms = 0;
            int faults = 0;
            for (Plan.Round round : Plan.draw(seed, ALL, 100).rounds()) {
                long longest =
                        round.faults().stream()
                                .mapToLong(f -> f.afterMs() + f.holdMs())
                                .max()
                                .orElseThrow();
                // What a cluster may take to be whole again.
                ms += longest + round.restMs() + (round.peaceful() ? 5_000 : 0);
                if (ms < 600_000) {
                    faults += round.faults().size();
                }
            }
            assertTrue(faults >= 60, "seed " + seed + " has time for " + faults);
        }
    }

    private static Set<Kind> kinds(Plan plan) {
        return plan.rounds().stream()
                .flatMap(r -> r.faults().stream())
                .map(Plan.Planned::kind)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));
    }
}
