package io.odradek.log.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class EpochHistoryTest {

    private static EpochHistory history() {
        EpochHistory history = new EpochHistory();
        history.assign(1, 0);
        history.assign(3, 10);
        history.assign(3, 15);
        history.assign(7, 20);
        return history;
    }

    @Test
    void anEpochEndsWhereTheNextOneStarts() {
        EpochHistory h = history();
        assertEquals(new EpochEnd(1, 10), h.endOf(1, 30));
        assertEquals(new EpochEnd(1, 10), h.endOf(2, 30));
        assertEquals(new EpochEnd(3, 20), h.endOf(3, 30));
        assertEquals(new EpochEnd(3, 20), h.endOf(6, 30));
        assertEquals(new EpochEnd(7, 30), h.endOf(7, 30));
        assertEquals(EpochEnd.UNKNOWN, h.endOf(8, 30));
        assertEquals(EpochEnd.UNKNOWN, h.endOf(-1, 30));
        assertEquals(EpochEnd.UNKNOWN, new EpochHistory().endOf(0, 30));
        assertEquals(new EpochEnd(0, 0), h.endOf(0, 30));
    }

    @Test
    void anEpochWithoutBatchesGivesWayToOneThatHasThem() {
        EpochHistory h = history();
        h.assign(9, 30);
        assertTrue(h.mayFollow(8, 30));
        h.assign(8, 30);
        assertEquals(8, h.latest());
        assertFalse(h.mayFollow(7, 31));
        h.assign(8, 25);
        assertEquals(8, h.epochAt(25));
        assertEquals(7, h.epochAt(24));
    }

    @Test
    void truncationAndDeletionMoveTheEnds() {
        EpochHistory h = history();
        h.startAt(12);
        assertEquals(-1, h.epochAt(11));
        assertEquals(3, h.epochAt(12));
        h.truncateTo(20);
        assertEquals(3, h.latest());
        h.truncateTo(12);
        assertEquals(-1, h.latest());
    }
}
