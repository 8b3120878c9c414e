package io.odradek.it.chaos;

import java.util.Collection;

/** Of a few measurements. */
record Percentiles(int count, long p50, long p99, long max) {
    /** By nearest rank: each is one of the measurements. */
    static Percentiles of(Collection<Long> measured) {
        long[] sorted = measured.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0) {
            return new Percentiles(0, 0, 0, 0);
        }
        return new Percentiles(
                sorted.length, rank(sorted, 0.50), rank(sorted, 0.99), sorted[sorted.length - 1]);
    }

    private static long rank(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
