package io.odradek.broker.config;

import io.odradek.broker.config.TopicKey.Synonym;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every topic config of Apache Kafka 4.4, with the broker keys behind it. */
public final class TopicKeys {
    private TopicKeys() {}

    private static final long HOUR_MS = 3_600_000;
    private static final Map<String, TopicKey<?>> BY_NAME = new TreeMap<>();

    public static final TopicKey<Integer> SEGMENT_BYTES =
            same("segment.bytes", LogKeys.SEGMENT_BYTES);
    public static final TopicKey<Long> SEGMENT_MS =
            add(
                    new TopicKey<>(
                            LogKeys.ROLL_MS.named("segment.ms").byDefault("604800000"),
                            List.of(
                                    new Synonym(LogKeys.ROLL_MS, 1),
                                    new Synonym(LogKeys.ROLL_HOURS, HOUR_MS))));
    public static final TopicKey<Long> SEGMENT_JITTER_MS =
            add(
                    new TopicKey<>(
                            LogKeys.ROLL_JITTER_MS.named("segment.jitter.ms").byDefault("0"),
                            List.of(
                                    new Synonym(LogKeys.ROLL_JITTER_MS, 1),
                                    new Synonym(LogKeys.ROLL_JITTER_HOURS, HOUR_MS))));
    public static final TopicKey<Integer> INDEX_BYTES =
            same("segment.index.bytes", LogKeys.INDEX_BYTES);
    public static final TopicKey<Integer> INDEX_INTERVAL_BYTES =
            same("index.interval.bytes", LogKeys.INDEX_INTERVAL_BYTES);
    public static final TopicKey<Integer> MESSAGE_BYTES =
            same("max.message.bytes", LogKeys.MESSAGE_BYTES);
    public static final TopicKey<Integer> DECOMPRESSED_BYTES =
            same("max.decompressed.message.bytes", LogKeys.DECOMPRESSED_BYTES);
    public static final TopicKey<String> TIMESTAMP_TYPE =
            same("message.timestamp.type", LogKeys.TIMESTAMP_TYPE);
    public static final TopicKey<Long> TIMESTAMP_BEFORE_MAX_MS =
            same("message.timestamp.before.max.ms", LogKeys.TIMESTAMP_BEFORE_MAX_MS);
    public static final TopicKey<Long> TIMESTAMP_AFTER_MAX_MS =
            same("message.timestamp.after.max.ms", LogKeys.TIMESTAMP_AFTER_MAX_MS);
    public static final TopicKey<String> COMPRESSION_TYPE =
            same("compression.type", LogKeys.COMPRESSION_TYPE);
    public static final TopicKey<List<String>> CLEANUP_POLICY =
            same("cleanup.policy", LogKeys.CLEANUP_POLICY);
    public static final TopicKey<Integer> MIN_INSYNC =
            same("min.insync.replicas", ReplicationKeys.MIN_INSYNC);
    public static final TopicKey<Boolean> UNCLEAN_ELECTION =
            same("unclean.leader.election.enable", ReplicationKeys.UNCLEAN_ELECTION);
    public static final TopicKey<Long> DELETE_DELAY_MS =
            same("file.delete.delay.ms", LogKeys.SEGMENT_DELETE_DELAY_MS);
    public static final TopicKey<Long> RETENTION_MS =
            add(
                    new TopicKey<>(
                            LogKeys.RETENTION_MS.named("retention.ms").byDefault("604800000"),
                            List.of(
                                    new Synonym(LogKeys.RETENTION_MS, 1),
                                    new Synonym(LogKeys.RETENTION_MINUTES, 60_000),
                                    new Synonym(LogKeys.RETENTION_HOURS, HOUR_MS))));
    public static final TopicKey<Long> RETENTION_BYTES =
            same("retention.bytes", LogKeys.RETENTION_BYTES);
    public static final TopicKey<Long> DELETE_RETENTION_MS =
            same("delete.retention.ms", CleanerKeys.DELETE_RETENTION_MS);
    public static final TopicKey<Long> COMPACTION_LAG_MIN_MS =
            same("min.compaction.lag.ms", CleanerKeys.MIN_LAG_MS);
    public static final TopicKey<Long> COMPACTION_LAG_MAX_MS =
            same("max.compaction.lag.ms", CleanerKeys.MAX_LAG_MS);
    public static final TopicKey<Double> DIRTY_RATIO_MIN =
            same("min.cleanable.dirty.ratio", CleanerKeys.MIN_RATIO);

    public static final TopicKey<Integer> GZIP_LEVEL =
            same("compression.gzip.level", LogKeys.GZIP_LEVEL);
    public static final TopicKey<Integer> LZ4_LEVEL =
            same("compression.lz4.level", LogKeys.LZ4_LEVEL);
    public static final TopicKey<Integer> ZSTD_LEVEL =
            same("compression.zstd.level", LogKeys.ZSTD_LEVEL);

    public static final TopicKey<List<String>> LEADER_THROTTLED =
            throttled(
                    "leader.replication.throttled.replicas",
                    "Replicas under leader.replication.throttled.rate of the brokers that lead them,");
    public static final TopicKey<List<String>> FOLLOWER_THROTTLED =
            throttled(
                    "follower.replication.throttled.replicas",
                    "Replicas under follower.replication.throttled.rate of their brokers,");

    static {
        same("flush.messages", LogKeys.FLUSH_MESSAGES);
        add(
                new TopicKey<>(
                        LogKeys.FLUSH_MS.named("flush.ms").byDefault("9223372036854775807"),
                        List.of(new Synonym(LogKeys.FLUSH_MS, 1))));
        same("preallocate", LogKeys.PREALLOCATE);
        off("errors.deadletterqueue.group.enable");
        off("remote.storage.enable");
        off("remote.log.copy.disable");
        off("remote.log.delete.on.disable");
        tiered("remote.copy.lag.bytes", -1);
        tiered("remote.copy.lag.ms", 0);
        tiered("local.retention.bytes", -2);
        tiered("local.retention.ms", -2);
    }

    /** All of them, by name. */
    public static Map<String, TopicKey<?>> all() {
        return Collections.unmodifiableMap(BY_NAME);
    }

    private static <T> TopicKey<T> same(String name, ConfigKey<T> broker) {
        return add(TopicKey.same(name, broker));
    }

    private static TopicKey<List<String>> throttled(String name, String doc) {
        return add(
                TopicKey.alone(
                        ConfigKey.key(
                                name,
                                ConfigType.LIST,
                                "",
                                ValueParser.list(),
                                doc + " each as partition:broker, or * for all.")));
    }

    private static void off(String name) {
        add(
                TopicKey.alone(
                        ConfigKey.ofBoolean(name, false, "Not supported yet.").withoutEffectYet()));
    }

    private static void tiered(String name, long byDefault) {
        add(
                TopicKey.alone(
                        ConfigKey.ofLong(name, byDefault, -2, "Not supported yet.")
                                .withoutEffectYet()));
    }

    private static <T> TopicKey<T> add(TopicKey<T> key) {
        BY_NAME.put(key.name(), key);
        return key;
    }
}
