package io.odradek.tools.demo;

/**
 * The longest time that somebody waited for an answer: from one answer, or from the moment they
 * began to wait when nothing was due before, to the next. Thread-safe by its monitor.
 */
final class Pauses {

    private long waitingSince;
    private long due;
    private long answered;
    private long longest;

    /** Something was asked for. */
    synchronized void asked(long nowNanos) {
        if (due == 0) {
            waitingSince = nowNanos;
        }
        due++;
    }

    /** One of the things asked for has come. */
    synchronized void answered(long nowNanos) {
        longest = Math.max(longest, nowNanos - waitingSince);
        waitingSince = nowNanos;
        due--;
        answered++;
    }

    synchronized long answers() {
        return answered;
    }

    synchronized long longestNanos() {
        return longest;
    }
}
