package io.odradek.log.partition;

import io.odradek.log.batch.BatchRules;

/**
 * What a log needs to know of its topic's and broker's configuration.
 *
 * @param segmentBytes {@code segment.bytes}
 * @param segmentMs {@code segment.ms}
 * @param indexIntervalBytes {@code index.interval.bytes}
 * @param rules what producers may send
 * @param producerIdExpirationMs {@code producer.id.expiration.ms}
 */
public record LogConfig(
        int segmentBytes,
        long segmentMs,
        int indexIntervalBytes,
        BatchRules rules,
        long producerIdExpirationMs) {

    /** Apache Kafka's defaults. */
    public static final LogConfig DEFAULT =
            new LogConfig(1 << 30, 7 * 86_400_000L, 4096, BatchRules.DEFAULT, 86_400_000L);

    public LogConfig withSegmentBytes(int bytes) {
        return new LogConfig(bytes, segmentMs, indexIntervalBytes, rules, producerIdExpirationMs);
    }

    public LogConfig withRules(BatchRules changed) {
        return new LogConfig(
                segmentBytes, segmentMs, indexIntervalBytes, changed, producerIdExpirationMs);
    }
}
