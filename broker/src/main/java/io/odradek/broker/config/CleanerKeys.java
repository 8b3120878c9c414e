package io.odradek.broker.config;

import static io.odradek.broker.config.ConfigKey.ofBoolean;
import static io.odradek.broker.config.ConfigKey.ofDouble;
import static io.odradek.broker.config.ConfigKey.ofInt;
import static io.odradek.broker.config.ConfigKey.ofLong;

import java.util.List;

/** Compaction: what it may use, and the broker-wide defaults of topic configs. */
public final class CleanerKeys {
    private CleanerKeys() {}

    public static final ConfigKey<Boolean> ENABLE =
            ofBoolean("log.cleaner.enable", true, "Whether compacted topics are compacted.");
    public static final ConfigKey<Integer> THREADS =
            ofInt("log.cleaner.threads", 1, 0, "Partitions compacted at once; 0: none.");
    public static final ConfigKey<Double> BYTES_PER_SECOND =
            ofDouble(
                    "log.cleaner.io.max.bytes.per.second",
                    Double.MAX_VALUE,
                    1,
                    Double.MAX_VALUE,
                    "Most bytes compaction reads and writes in a second.");
    public static final ConfigKey<Long> DEDUPE_BYTES =
            ofLong(
                    "log.cleaner.dedupe.buffer.size",
                    128L << 20,
                    1 << 20,
                    "Memory for the keys of the partitions compacted at once, taken when needed.");
    public static final ConfigKey<Double> LOAD_FACTOR =
            ofDouble(
                    "log.cleaner.io.buffer.load.factor",
                    0.9,
                    0.1,
                    1,
                    "How full the memory for keys may get.");
    public static final ConfigKey<Integer> BUFFER_BYTES =
            ofInt(
                            "log.cleaner.io.buffer.size",
                            524_288,
                            0,
                            "Compaction reads and writes a megabyte at a time, whatever this is.")
                    .withoutEffectYet();
    public static final ConfigKey<Long> BACKOFF_MS =
            ofLong(
                    "log.cleaner.backoff.ms",
                    15_000,
                    0,
                    "How often partitions are sought that are worth compacting.");
    public static final ConfigKey<Long> DELETE_RETENTION_MS =
            ofLong(
                            "log.cleaner.delete.retention.ms",
                            86_400_000,
                            0,
                            "How long tombstones are kept.")
                    .dynamic();
    public static final ConfigKey<Long> MIN_LAG_MS =
            ofLong(
                            "log.cleaner.min.compaction.lag.ms",
                            0,
                            0,
                            "Age before a record may be compacted.")
                    .dynamic();
    public static final ConfigKey<Long> MAX_LAG_MS =
            ofLong(
                            "log.cleaner.max.compaction.lag.ms",
                            Long.MAX_VALUE,
                            1,
                            "Age by which a record is compacted.")
                    .dynamic();
    public static final ConfigKey<Double> MIN_RATIO =
            ofDouble(
                            "log.cleaner.min.cleanable.ratio",
                            0.5,
                            0,
                            1,
                            "Dirty share that starts a compaction.")
                    .dynamic();

    static final List<ConfigKey<?>> ALL =
            List.of(
                    ENABLE,
                    THREADS,
                    BYTES_PER_SECOND,
                    DEDUPE_BYTES,
                    LOAD_FACTOR,
                    BUFFER_BYTES,
                    BACKOFF_MS,
                    DELETE_RETENTION_MS,
                    MIN_LAG_MS,
                    MAX_LAG_MS,
                    MIN_RATIO);
}
