package io.odradek.broker.replica;

/** What the rules need to know about a log: numbers, no records. */
public interface ReplicaLog {
    long logStartOffset();

    long logEndOffset();

    /** Everything below is on disk. */
    long flushedOffset();

    /** The epoch of the last record, -1 when there is none. */
    int latestEpoch();

    /**
     * The end of the largest epoch that is not above {@code epoch}. When there is none: epoch -1,
     * and where the first epoch begins (the log end of a log without records).
     */
    EpochEnd endOffsetForEpoch(int epoch);
}
