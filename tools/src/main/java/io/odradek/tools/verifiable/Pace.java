package io.odradek.tools.verifiable;

import java.util.concurrent.TimeUnit;

/**
 * When the next of a steady flow of records is due. Pure.
 *
 * @param perSecond negative for as fast as possible; 0 for never
 */
record Pace(long perSecond, long startNanos) {

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** How long the record with this number, counted from 0, has to wait. */
    long waitNanos(long number, long nowNanos) {
        if (perSecond < 0) {
            return 0;
        }
        if (perSecond == 0) {
            return Long.MAX_VALUE;
        }
        double dueNanos = (double) number * NANOS_PER_SECOND / perSecond;
        return Math.max(0, (long) dueNanos - (nowNanos - startNanos));
    }
}
