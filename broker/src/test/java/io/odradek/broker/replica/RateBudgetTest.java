package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

final class RateBudgetTest {
    private static final long SECOND = 1_000_000_000;

    private static RateBudget limited(long bytesPerSecond) {
        RateBudget budget = new RateBudget(11, SECOND);
        budget.limit(bytesPerSecond, 0);
        return budget;
    }

    /** Takes {@code bytes} whenever that is allowed, until {@code end}; how much that was. */
    private static long take(RateBudget budget, long bytes, long begin, long end) {
        long taken = 0;
        for (long now = begin; now < end; now += Math.max(1, budget.nanosUntil(bytes, now))) {
            while (budget.allows(bytes, now)) {
                budget.take(bytes, now);
                taken += bytes;
            }
        }
        return taken;
    }

    @Test
    void withoutALimitEverythingPasses() {
        RateBudget budget = new RateBudget(11, SECOND);
        budget.take(Long.MAX_VALUE / 2, 0);
        assertTrue(budget.allows(Long.MAX_VALUE, 0));
        assertEquals(0, budget.nanosUntil(Long.MAX_VALUE, 0));
    }

    @Test
    void overAnyTimeNoMoreThanTheLimitPassesAndNotMuchLess() {
        long seed = new SplittableRandom().nextLong();
        System.out.println("RateBudgetTest seed " + seed);
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            long limit = random.nextLong(1_000, 200_000_000);
            long bytes = random.nextLong(1, limit / 5);
            long seconds = random.nextLong(1, 20);
            long taken = take(limited(limit), bytes, 0, seconds * SECOND);
            assertTrue(taken <= limit * seconds, () -> "more than " + limit);
            assertTrue(taken >= limit * seconds - 2 * bytes, () -> "less than " + limit);
        }
    }

    @Test
    void afterAQuietTimeOneWindowsWorthPassesAtOnce() {
        RateBudget budget = limited(1_000);
        assertEquals(1_000, take(budget, 100, 60 * SECOND, 60 * SECOND + 1));
    }

    @Test
    void aBatchLargerThanAWindowPassesAndIsMadeUpFor() {
        RateBudget budget = limited(1_000);
        assertFalse(budget.allows(5_000, SECOND / 2));
        assertEquals(SECOND / 2 + 1, budget.nanosUntil(5_000, SECOND / 2));
        assertTrue(budget.allows(5_000, SECOND));
        budget.take(5_000, SECOND);
        assertFalse(budget.allows(1, 5 * SECOND));
        assertTrue(budget.allows(1, 5 * SECOND + SECOND / 100));
    }

    @Test
    void nobodyWaitsForLongerThanTheWindowsLast() {
        for (long limit : new long[] {0, 1, 1_000}) {
            RateBudget budget = limited(limit);
            budget.take(1_000_000_000, SECOND);
            assertFalse(budget.allows(1, 11 * SECOND));
            assertTrue(budget.allows(1, 13 * SECOND), () -> "limit " + limit);
        }
    }

    @Test
    void aChangedLimitCountsFromThenOn() {
        RateBudget budget = limited(1_000);
        budget.take(2_000, SECOND);
        budget.limit(10_000, SECOND);
        assertEquals(SECOND / 5 + 1, budget.nanosUntil(1_000, SECOND));
        budget.limit(RateBudget.UNLIMITED, SECOND);
        assertTrue(budget.allows(1_000_000, SECOND));
    }

    @Test
    void aMeterTellsTheRateOfTheLastWindows() {
        RateMeter meter = new RateMeter(3, SECOND);
        assertEquals(0, meter.bytesPerSecond(0));
        for (int i = 0; i < 50; i++) {
            meter = meter.plus(100, i * SECOND / 10);
        }
        long end = 5 * SECOND;
        assertEquals(1_000, meter.bytesPerSecond(end), 50);
        assertEquals(500, meter.bytesPerSecond(end + SECOND), 200);
        assertEquals(0, meter.bytesPerSecond(end + 3 * SECOND));
    }

    @Test
    void throttledReplicasAreNamedOneByOneOrAll() {
        var some = ThrottledReplicas.of(List.of("0:1", "01:002"));
        assertTrue(some.covers(0, 1));
        assertTrue(some.covers(1, 2));
        assertFalse(some.covers(1, 1));
        assertTrue(ThrottledReplicas.of(List.of("*")).covers(7, 8));
        assertFalse(ThrottledReplicas.of(List.of()).covers(0, 0));
        assertFalse(ThrottledReplicas.of(List.of("99999999999:1")).covers(0, 1));
    }
}
