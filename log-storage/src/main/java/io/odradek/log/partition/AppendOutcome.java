package io.odradek.log.partition;

import io.odradek.log.batch.RejectReason;

/** What came of an append. */
public sealed interface AppendOutcome {

    /**
     * The batches are in the log (flushed or not).
     *
     * @param logAppendTimeMs what the broker stamped them with, or -1 when they kept their own
     *     times
     */
    record Appended(long firstOffset, long lastOffset, long maxTimestamp, long logAppendTimeMs)
            implements AppendOutcome {}

    /** The producer sent it before; it is in the log at these offsets since that time (or -1). */
    record Duplicate(long firstOffset, long lastOffset, long appendTimeMs)
            implements AppendOutcome {}

    /** Nothing was appended. */
    record Rejected(RejectReason reason, String message) implements AppendOutcome {}
}
