package io.odradek.raft.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class QuorumsTest {

    @Test
    void twoMajoritiesAlwaysShareAVoter() {
        for (int voters = 1; voters < 10; voters++) {
            assertTrue(2 * Quorums.majority(voters) > voters);
            assertFalse(2 * (Quorums.majority(voters) - 1) > voters);
        }
        assertThrows(IllegalArgumentException.class, () -> Quorums.majority(0));
    }

    @Test
    void majorityReachesTheMedianOrBelow() {
        assertEquals(7, Quorums.reachedByMajority(new long[] {7}));
        assertEquals(3, Quorums.reachedByMajority(new long[] {9, 3}));
        assertEquals(5, Quorums.reachedByMajority(new long[] {9, 5, 1}));
        assertEquals(5, Quorums.reachedByMajority(new long[] {9, 5, 1, 7}));
        assertEquals(4, Quorums.reachedByMajority(new long[] {4, 4, 4, 0, 0}));
    }

    @Test
    void laterTermBeatsLongerLog() {
        assertTrue(Quorums.upToDate(3, 1, 2, 100));
        assertFalse(Quorums.upToDate(2, 100, 3, 1));
        assertTrue(Quorums.upToDate(3, 5, 3, 5));
        assertFalse(Quorums.upToDate(3, 4, 3, 5));
    }
}
