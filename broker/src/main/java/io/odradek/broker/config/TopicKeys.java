package io.odradek.broker.config;

import io.odradek.broker.config.TopicKey.Synonym;

import java.util.List;

/** The topic configs that brokers act upon, with the broker keys behind them. */
public final class TopicKeys {
    private TopicKeys() {}

    private static final long HOUR_MS = 3_600_000;
    private static final ValueParser<Long> MS = ValueParser.integer64(-1, Long.MAX_VALUE);

    public static final TopicKey<Integer> SEGMENT_BYTES =
            TopicKey.same("segment.bytes", LogKeys.SEGMENT_BYTES);
    public static final TopicKey<Long> SEGMENT_MS =
            new TopicKey<>(
                    "segment.ms",
                    MS,
                    List.of(
                            new Synonym(LogKeys.ROLL_MS, 1),
                            new Synonym(LogKeys.ROLL_HOURS, HOUR_MS)));
    public static final TopicKey<Integer> INDEX_BYTES =
            TopicKey.same("segment.index.bytes", LogKeys.INDEX_BYTES);
    public static final TopicKey<Integer> INDEX_INTERVAL_BYTES =
            TopicKey.same("index.interval.bytes", LogKeys.INDEX_INTERVAL_BYTES);
    public static final TopicKey<Integer> MESSAGE_BYTES =
            TopicKey.same("max.message.bytes", LogKeys.MESSAGE_BYTES);
    public static final TopicKey<Integer> DECOMPRESSED_BYTES =
            TopicKey.same("max.decompressed.message.bytes", LogKeys.DECOMPRESSED_BYTES);
    public static final TopicKey<String> TIMESTAMP_TYPE =
            TopicKey.same("message.timestamp.type", LogKeys.TIMESTAMP_TYPE);
    public static final TopicKey<Long> TIMESTAMP_BEFORE_MAX_MS =
            TopicKey.same("message.timestamp.before.max.ms", LogKeys.TIMESTAMP_BEFORE_MAX_MS);
    public static final TopicKey<Long> TIMESTAMP_AFTER_MAX_MS =
            TopicKey.same("message.timestamp.after.max.ms", LogKeys.TIMESTAMP_AFTER_MAX_MS);
    public static final TopicKey<String> COMPRESSION_TYPE =
            TopicKey.same("compression.type", LogKeys.COMPRESSION_TYPE);
    public static final TopicKey<List<String>> CLEANUP_POLICY =
            TopicKey.same("cleanup.policy", LogKeys.CLEANUP_POLICY);
    public static final TopicKey<Integer> MIN_INSYNC =
            TopicKey.same("min.insync.replicas", ReplicationKeys.MIN_INSYNC);
    public static final TopicKey<Long> DELETE_DELAY_MS =
            TopicKey.same("file.delete.delay.ms", LogKeys.SEGMENT_DELETE_DELAY_MS);
    public static final TopicKey<Long> RETENTION_MS =
            new TopicKey<>(
                    "retention.ms",
                    MS,
                    List.of(
                            new Synonym(LogKeys.RETENTION_MS, 1),
                            new Synonym(LogKeys.RETENTION_MINUTES, 60_000),
                            new Synonym(LogKeys.RETENTION_HOURS, HOUR_MS)));
    public static final TopicKey<Long> RETENTION_BYTES =
            TopicKey.same("retention.bytes", LogKeys.RETENTION_BYTES);
}
