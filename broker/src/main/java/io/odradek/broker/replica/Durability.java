package io.odradek.broker.replica;

/** What a replica must have done with a record before it counts towards the high watermark. */
public enum Durability {
    /** On disk: {@code log.flush.policy=sync}. */
    SYNC,
    /** In the log, which the operating system writes when it likes: {@code page-cache}. */
    PAGE_CACHE;

    /**
     * How far a replica counts that has its log up to {@code logEnd}, on disk to {@code flushed}.
     */
    long counted(long logEnd, long flushed) {
        return this == SYNC ? Math.min(logEnd, flushed) : logEnd;
    }
}
