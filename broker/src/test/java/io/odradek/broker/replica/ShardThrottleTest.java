package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class ShardThrottleTest {
    private final List<Long> asked = new ArrayList<>();
    private final List<String> released = new ArrayList<>();
    private final ShardThrottle throttle = new ShardThrottle((_, bytes) -> asked.add(bytes));

    /** Passes so many bytes when its turn comes, and waits for the next. */
    private void stream(String name, int bytes) {
        throttle.hold(
                name,
                () -> {
                    released.add(name);
                    throttle.passed(bytes);
                    stream(name, bytes);
                });
    }

    @Test
    void withoutAQuotaThereIsAlwaysRoomAndNothingIsAskedFor() {
        assertFalse(throttle.limited());
        throttle.passed(1_000_000);
        assertTrue(throttle.room() > 1_000_000);
        assertEquals(List.of(), asked);
    }

    @Test
    void whoIsHeldBackIsReleasedInTurnAsGrantsCome() {
        throttle.limit(10_000);
        assertTrue(throttle.room() <= 0);
        stream("a", 600);
        stream("b", 600);
        stream("c", 600);
        assertEquals(List.of(1_000L), asked, "one grant at a time");
        throttle.granted(1_000);
        assertEquals(List.of("a", "b"), released);
        assertEquals(List.of(1_000L, 1_200L), asked, "what was too much is asked for, too");
        throttle.granted(1_200);
        assertEquals(List.of("a", "b", "c", "a"), released);
    }

    @Test
    void withoutTheQuotaAllAreReleasedOnce() {
        throttle.limit(10);
        stream("a", 1);
        stream("b", 1);
        throttle.limit(RateBudget.UNLIMITED);
        assertEquals(List.of("a", "b"), released);
    }

    @Test
    void whoDoesNotWaitAnyMoreIsPassedOver() {
        throttle.limit(1_000);
        stream("a", 1);
        stream("b", 1_000);
        throttle.forget("a");
        throttle.granted(100);
        assertEquals(List.of("b"), released);
    }

    @Test
    void whatIsGivenBackServesTheNext() {
        throttle.limit(10_000);
        stream("a", 1_000);
        throttle.granted(1_000);
        assertEquals(0, throttle.room());
        throttle.giveBack(900);
        assertEquals(900, throttle.room());
        throttle.giveBack(-1_900);
        assertEquals(-1_000, throttle.room());
    }
}
