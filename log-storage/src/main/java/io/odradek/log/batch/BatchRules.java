package io.odradek.log.batch;

/**
 * What a topic demands of the batches producers send.
 *
 * @param maxMessageBytes {@code max.message.bytes}: the largest batch, as it arrives
 * @param timestampType {@code message.timestamp.type}
 * @param timestampBeforeMaxMs how far a record's own timestamp may lie in the past
 * @param timestampAfterMaxMs how far it may lie in the future
 * @param keyRequired whether every record needs a key, as in a compacted topic
 */
public record BatchRules(
        int maxMessageBytes,
        TimestampType timestampType,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs,
        boolean keyRequired) {

    /** Apache Kafka's defaults. */
    public static final BatchRules DEFAULT =
            new BatchRules(
                    1024 * 1024 + BatchFormat.PREFIX,
                    TimestampType.CREATE_TIME,
                    Long.MAX_VALUE,
                    3_600_000,
                    false);

    public BatchRules withMaxMessageBytes(int bytes) {
        return new BatchRules(
                bytes, timestampType, timestampBeforeMaxMs, timestampAfterMaxMs, keyRequired);
    }
}
