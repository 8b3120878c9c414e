package io.odradek.it.history;

/**
 * How a transaction ended.
 *
 * @param commitNanos when its commit was asked for; meaningless if it never was
 */
public record Transaction(int id, Outcome outcome, long commitNanos) {
    /** The transaction of a record outside of any. */
    public static final int NONE = -1;

    /** What became of it, as its producer knows. */
    public enum Outcome {
        COMMITTED,
        ABORTED,
        UNKNOWN
    }
}
