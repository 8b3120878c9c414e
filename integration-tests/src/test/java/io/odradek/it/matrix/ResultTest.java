package io.odradek.it.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.matrix.Result.Column;

import org.junit.jupiter.api.Test;

import java.util.List;

class ResultTest {
    private final Result result = new Result(Roster.clients().getFirst());

    @Test
    void whoStumblesMayTryOnceMore() {
        result.tried(Column.PRODUCE);
        result.stumble(Column.FAILOVER, "failover: it ended");
        assertTrue(result.again());
        assertTrue(result.allGood());
        assertEquals(2, result.attempt());
        assertEquals(List.of("failover: it ended"), result.stumbles());
        result.stumble(Column.FAILOVER, "failover: it ended");
        assertFalse(result.again(), "a third attempt");
        assertFalse(result.allGood());
    }

    @Test
    void aBrokenPromiseIsNotTriedAgain() {
        result.fault(Column.CONSUME, "record 7 was lost");
        assertFalse(result.again());
        result.stumble(Column.FAILOVER, "failover: it ended");
        assertFalse(result.again());
        assertFalse(result.good(Column.CONSUME));
    }

    @Test
    void whoDidNotStumbleHasNoSecondAttempt() {
        result.tried(Column.PRODUCE);
        assertFalse(result.again());
        assertEquals(1, result.attempt());
    }
}
