package io.odradek.raft.quorum;

import java.util.Arrays;

/** Counting. A quorum is any majority of the voters; two of them always share a voter. */
public final class Quorums {

    private Quorums() {}

    /** How many of {@code voters} make a majority. */
    public static int majority(int voters) {
        if (voters < 1) {
            throw new IllegalArgumentException(
                    "A quorum of " + voters + " voters has no majority.");
        }
        return voters / 2 + 1;
    }

    /**
     * The largest value that a majority has reached: of match indexes, what is replicated; of
     * times, when a majority was last heard.
     */
    public static long reachedByMajority(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - majority(sorted.length)];
    }

    /** Whether {@code yes} votes win. */
    public static boolean wins(int yes, int voters) {
        return yes >= majority(voters);
    }

    /** Whether a log that ends so may lead one that ends at {@code ownTerm, ownIndex} (§5.4.1). */
    public static boolean upToDate(int lastTerm, long lastIndex, int ownTerm, long ownIndex) {
        return lastTerm > ownTerm || (lastTerm == ownTerm && lastIndex >= ownIndex);
    }
}
