package io.odradek.log.partition;

/** What came of a read. */
public sealed interface ReadOutcome permits LogSlice, ReadOutcome.Empty, ReadOutcome.OutOfRange {

    /** The offset is valid, and there is nothing to read within the limits. */
    record Empty(long offset) implements ReadOutcome {}

    record OutOfRange(long logStartOffset, long logEndOffset) implements ReadOutcome {}
}
