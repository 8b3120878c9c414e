package io.odradek.log.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.clean.CleanPlan.Clean;
import io.odradek.log.clean.CleanPlan.Decision;
import io.odradek.log.clean.CleanPlan.NotYet;
import io.odradek.log.clean.CleanPlan.Sealed;

import org.junit.jupiter.api.Test;

import java.util.List;

final class CleanPlanTest {

    /** Three segments of 100 bytes and 10 records, the newest of which are of 1000, 2000, 3000. */
    private static final List<Sealed> LOG =
            List.of(
                    new Sealed(0, 10, 100, 8, 1000),
                    new Sealed(10, 20, 100, 8, 2000),
                    new Sealed(20, 30, 100, 8, 3000));

    private static CleanRules rules(double ratio, long lagMinMs, long lagMaxMs) {
        return new CleanRules(ratio, lagMinMs, lagMaxMs, 100, 250, 1000);
    }

    private static Decision decide(long from, long limit, CleanRules rules, long nowMs) {
        return CleanPlan.decide(LOG, from, limit, from < 30 ? 500 + from * 100 : -1, rules, nowMs);
    }

    @Test
    void itCompactsWhenEnoughIsDirty() {
        CleanRules half = rules(0.5, 0, Long.MAX_VALUE);
        assertEquals(new Clean(0, 30, 1), decide(0, 30, half, 5000));
        assertEquals(new Clean(10, 30, 2.0 / 3), decide(10, 30, half, 5000));
        assertEquals(new NotYet(CleanPlan.NEVER), decide(20, 30, half, 5000));
        assertEquals(new NotYet(CleanPlan.NEVER), decide(30, 30, half, 5000));
    }

    @Test
    void itStaysBelowTheWatermark() {
        assertEquals(new Clean(0, 20, 1), decide(0, 29, rules(0.5, 0, Long.MAX_VALUE), 5000));
        assertEquals(new NotYet(CleanPlan.NEVER), decide(0, 9, rules(0, 0, Long.MAX_VALUE), 5000));
    }

    @Test
    void itLeavesYoungSegmentsAloneAndSaysWhenTheyAreOldEnough() {
        CleanRules young = rules(0.5, 1500, Long.MAX_VALUE);
        assertEquals(new Clean(0, 10, 1), decide(0, 30, young, 3000));
        assertEquals(new NotYet(3500), decide(10, 30, young, 3000));
        assertEquals(new Clean(10, 20, 0.5 + 0), decide(10, 30, rules(0.4, 1500, 9999999), 3500));
    }

    @Test
    void whatIsOverdueIsCompactedHoweverLittleItIs() {
        CleanRules patient = rules(1, 0, 4000);
        assertEquals(new NotYet(6501), decide(20, 30, patient, 6500));
        assertEquals(new Clean(20, 30, 1 + 1.0 / 3), decide(20, 30, patient, 6501));
    }

    @Test
    void smallSegmentsAreGatheredAsFarAsTheyFit() {
        CleanPlan.Group group = new CleanPlan.Group(rules(0, 0, 1));
        assertTrue(group.add(LOG.get(0)));
        assertTrue(group.add(LOG.get(1)));
        assertFalse(group.add(LOG.get(2)), "250 bytes are full");
        CleanPlan.Group indexes = new CleanPlan.Group(rules(0, 0, 1));
        assertTrue(indexes.add(new Sealed(0, 10, 1, 999, 0)));
        assertFalse(indexes.add(new Sealed(10, 20, 1, 2, 0)));
        CleanPlan.Group offsets = new CleanPlan.Group(rules(0, 0, 1));
        assertTrue(offsets.add(new Sealed(5, 10, 1, 1, 0)));
        assertTrue(offsets.add(new Sealed(10, 6L + Integer.MAX_VALUE, 1, 1, 0)));
        assertFalse(offsets.add(new Sealed(6L + Integer.MAX_VALUE, 1L << 33, 1, 1, 0)));
    }
}
