package io.odradek.broker.replica;

/**
 * Hears, on a shard, which of its partitions of a topic this broker leads. For whoever keeps state
 * in such a partition; called in the middle of the replica's own work, so what takes long is to be
 * put off.
 */
public interface Leaderships {
    /** This broker leads the partition from now on, in a new leader epoch; its log is open. */
    void begins(LedPartition partition);

    /** The high watermark moved on. */
    void committed(LedPartition partition);

    /** The leadership is over; the partition is not to be used any more. */
    void ends(LedPartition partition);
}
