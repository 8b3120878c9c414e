package io.odradek.it.history;

/** What happened to a reader, in its own order. */
public sealed interface ReaderEvent {
    long atNanos();

    Partition partition();

    /**
     * Records of one partition, from one poll, in the order they came.
     *
     * @param offsets and {@code values} are of one length and never changed
     */
    @SuppressWarnings("ArrayRecordComponent") // Millions of them; compared by nobody.
    record Poll(long atNanos, Partition partition, long[] offsets, long[] values)
            implements ReaderEvent {}

    /** The reader may go on anywhere: the partition was assigned, taken away or sought in. */
    record Moved(long atNanos, Partition partition, String why) implements ReaderEvent {}
}
