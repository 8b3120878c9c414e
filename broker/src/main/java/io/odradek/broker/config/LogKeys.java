package io.odradek.broker.config;

import static io.odradek.broker.config.ConfigKey.key;
import static io.odradek.broker.config.ConfigKey.ofBoolean;
import static io.odradek.broker.config.ConfigKey.ofInt;
import static io.odradek.broker.config.ConfigKey.ofLong;
import static io.odradek.broker.config.ConfigKey.ofOptionalLong;
import static io.odradek.broker.config.ConfigKey.ofString;

import java.util.List;

/** Where records are kept, and the broker-wide defaults of topic configs. */
public final class LogKeys {
    private LogKeys() {}

    public static final ConfigKey<String> LOG_DIR =
            ofString("log.dir", "/tmp/kafka-logs", "The log directory, where log.dirs is not set.");
    public static final ConfigKey<List<String>> LOG_DIRS =
            key(
                    "log.dirs",
                    ConfigType.LIST,
                    null,
                    ValueParser.list(),
                    "The directories that keep partitions, separated by commas.");
    public static final ConfigKey<FlushPolicy> FLUSH_POLICY =
            key(
                    "log.flush.policy",
                    ConfigType.STRING,
                    "sync",
                    FlushPolicy::of,
                    "Odradek's own. 'sync': a record counts as replicated when it is on the disk;"
                            + " 'page-cache': when the operating system has it, as in Apache Kafka.");
    public static final ConfigKey<Integer> RECOVERY_THREADS =
            ofInt(
                    "num.recovery.threads.per.data.dir",
                    2,
                    1,
                    "Threads per log directory that recover partitions at start.");
    public static final ConfigKey<Integer> SEGMENT_BYTES =
            ofInt("log.segment.bytes", 1 << 30, 1 << 20, "Size at which a segment is closed.")
                    .dynamic();
    public static final ConfigKey<Long> ROLL_MS =
            ofOptionalLong("log.roll.ms", 1, "Age at which a segment is closed.").dynamic();
    public static final ConfigKey<Integer> ROLL_HOURS =
            ofInt("log.roll.hours", 168, 1, "The same in hours, where log.roll.ms is not set.");
    public static final ConfigKey<Long> ROLL_JITTER_MS =
            ofOptionalLong(
                            "log.roll.jitter.ms",
                            0,
                            "At most this much is subtracted from log.roll.ms.")
                    .dynamic()
                    .withoutEffectYet();
    public static final ConfigKey<Integer> ROLL_JITTER_HOURS =
            ofInt("log.roll.jitter.hours", 0, 0, "The same in hours.").withoutEffectYet();
    public static final ConfigKey<Integer> INDEX_BYTES =
            ofInt("log.index.size.max.bytes", 10 << 20, 4, "Most bytes of an offset index.")
                    .dynamic();
    public static final ConfigKey<Integer> INDEX_INTERVAL_BYTES =
            ofInt("log.index.interval.bytes", 4096, 0, "Log between two index entries.").dynamic();
    public static final ConfigKey<List<String>> CLEANUP_POLICY =
            key(
                            "log.cleanup.policy",
                            ConfigType.LIST,
                            "delete",
                            ValueParser.someOf("compact", "delete"),
                            "What happens to old records.")
                    .dynamic();
    public static final ConfigKey<Long> RETENTION_MS =
            ofOptionalLong("log.retention.ms", -1, "How long records are kept; -1: for ever.")
                    .dynamic();
    public static final ConfigKey<Long> RETENTION_MINUTES =
            ofOptionalLong("log.retention.minutes", -1, "The same in minutes.");
    public static final ConfigKey<Integer> RETENTION_HOURS =
            ofInt("log.retention.hours", 168, -1, "The same in hours.");
    public static final ConfigKey<Long> RETENTION_BYTES =
            ofLong(
                            "log.retention.bytes",
                            -1,
                            Long.MIN_VALUE,
                            "How much of a partition is kept; -1: all.")
                    .dynamic();
    public static final ConfigKey<Long> RETENTION_CHECK_MS =
            ofLong(
                    "log.retention.check.interval.ms",
                    300_000,
                    1,
                    "How often old segments are sought.");
    public static final ConfigKey<Long> SCRUB_INTERVAL_MS =
            ofLong(
                    "log.scrub.interval.ms",
                    604_800_000,
                    -1,
                    "Odradek's own. How often every record is read again, to find and repair what a disk"
                            + " changed; 0 or less for never.");
    public static final ConfigKey<Long> SCRUB_BYTES_PER_SECOND =
            ofLong(
                    "log.scrub.bytes.per.second",
                    10 << 20,
                    1024,
                    "Odradek's own. At which rate, at most.");
    public static final ConfigKey<Long> SEGMENT_DELETE_DELAY_MS =
            ofLong("log.segment.delete.delay.ms", 60_000, 0, "Grace before a file is deleted.")
                    .dynamic();
    public static final ConfigKey<Long> FLUSH_MESSAGES =
            ofLong(
                            "log.flush.interval.messages",
                            Long.MAX_VALUE,
                            1,
                            "Under log.flush.policy=page-cache: records after which to flush.")
                    .dynamic()
                    .withoutEffectYet();
    public static final ConfigKey<Long> FLUSH_MS =
            ofOptionalLong(
                            "log.flush.interval.ms",
                            0,
                            "Under log.flush.policy=page-cache: time after which to flush.")
                    .dynamic()
                    .withoutEffectYet();
    public static final ConfigKey<Boolean> PREALLOCATE =
            ofBoolean("log.preallocate", false, "Reserve a segment's space when it is created.")
                    .dynamic()
                    .withoutEffectYet();
    public static final ConfigKey<String> TIMESTAMP_TYPE =
            key(
                            "log.message.timestamp.type",
                            ConfigType.STRING,
                            "CreateTime",
                            ValueParser.oneOf("CreateTime", "LogAppendTime"),
                            "Whose clock stamps a record.")
                    .dynamic();
    public static final ConfigKey<Long> TIMESTAMP_BEFORE_MAX_MS =
            ofLong(
                            "log.message.timestamp.before.max.ms",
                            Long.MAX_VALUE,
                            0,
                            "How far in the past a record's time may lie.")
                    .dynamic();
    public static final ConfigKey<Long> TIMESTAMP_AFTER_MAX_MS =
            ofLong(
                            "log.message.timestamp.after.max.ms",
                            3_600_000,
                            0,
                            "How far in the future a record's time may lie.")
                    .dynamic();
    public static final ConfigKey<Integer> MESSAGE_BYTES =
            ofInt("message.max.bytes", 1_048_588, 0, "Largest record batch a topic takes.")
                    .dynamic();
    public static final ConfigKey<Integer> DECOMPRESSED_BYTES =
            ofInt(
                            "max.decompressed.message.bytes",
                            Integer.MAX_VALUE - 8,
                            1,
                            "Largest batch after decompression.")
                    .dynamic();
    public static final ConfigKey<String> COMPRESSION_TYPE =
            key(
                            "compression.type",
                            ConfigType.STRING,
                            "producer",
                            ValueParser.oneOf(
                                    "uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
                            "How batches are stored; 'producer' keeps what was sent.")
                    .dynamic();
    public static final ConfigKey<Integer> GZIP_LEVEL =
            ofInt("compression.gzip.level", -1, -1, "Level for compression.type=gzip.").dynamic();
    public static final ConfigKey<Integer> LZ4_LEVEL =
            ofInt("compression.lz4.level", 9, 1, "Level for compression.type=lz4.").dynamic();
    public static final ConfigKey<Integer> ZSTD_LEVEL =
            ofInt("compression.zstd.level", 3, -131072, "Level for compression.type=zstd.")
                    .dynamic();

    static final List<ConfigKey<?>> ALL =
            List.of(
                    LOG_DIR,
                    LOG_DIRS,
                    FLUSH_POLICY,
                    SCRUB_INTERVAL_MS,
                    SCRUB_BYTES_PER_SECOND,
                    RECOVERY_THREADS,
                    SEGMENT_BYTES,
                    ROLL_MS,
                    ROLL_HOURS,
                    ROLL_JITTER_MS,
                    ROLL_JITTER_HOURS,
                    INDEX_BYTES,
                    INDEX_INTERVAL_BYTES,
                    CLEANUP_POLICY,
                    RETENTION_MS,
                    RETENTION_MINUTES,
                    RETENTION_HOURS,
                    RETENTION_BYTES,
                    RETENTION_CHECK_MS,
                    SEGMENT_DELETE_DELAY_MS,
                    FLUSH_MESSAGES,
                    FLUSH_MS,
                    PREALLOCATE,
                    TIMESTAMP_TYPE,
                    TIMESTAMP_BEFORE_MAX_MS,
                    TIMESTAMP_AFTER_MAX_MS,
                    MESSAGE_BYTES,
                    DECOMPRESSED_BYTES,
                    COMPRESSION_TYPE,
                    GZIP_LEVEL,
                    LZ4_LEVEL,
                    ZSTD_LEVEL);
}
