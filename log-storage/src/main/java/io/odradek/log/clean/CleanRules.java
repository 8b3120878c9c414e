package io.odradek.log.clean;

/**
 * What a topic and its broker say of compaction.
 *
 * @param dirtyRatioMin {@code min.cleanable.dirty.ratio}: the share of bytes not yet compacted
 *     above which a log is worth the work
 * @param lagMinMs {@code min.compaction.lag.ms}: how old the youngest record of a segment is at
 *     least before it is touched
 * @param lagMaxMs {@code max.compaction.lag.ms}: how old a record gets before it is compacted,
 *     whatever the ratio; {@link Long#MAX_VALUE} for no bound
 * @param deleteRetentionMs {@code delete.retention.ms}: how long a tombstone stays after all
 *     earlier records of its key went
 * @param segmentBytesMax {@code segment.bytes}: what small segments are gathered up to
 * @param indexBytesMax {@code segment.index.bytes}
 */
public record CleanRules(
        double dirtyRatioMin,
        long lagMinMs,
        long lagMaxMs,
        long deleteRetentionMs,
        int segmentBytesMax,
        int indexBytesMax) {

    /** Apache Kafka's defaults. */
    public static final CleanRules DEFAULT =
            new CleanRules(0.5, 0, Long.MAX_VALUE, 86_400_000, 1 << 30, 10 << 20);
}
