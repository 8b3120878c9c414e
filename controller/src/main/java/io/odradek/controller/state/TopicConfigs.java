package io.odradek.controller.state;

import static io.odradek.controller.state.TopicConfig.Type.DOUBLE;
import static io.odradek.controller.state.TopicConfig.Type.INT;
import static io.odradek.controller.state.TopicConfig.Type.LONG;

import io.odradek.controller.state.TopicConfig.Synonym;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Every topic config of Apache Kafka 4.4: name, type, default, range, and its broker config. */
final class TopicConfigs {
    private static final long MAX = Long.MAX_VALUE;
    private static final long INT_MAX = Integer.MAX_VALUE;
    private static final Map<String, TopicConfig> TABLE = new TreeMap<>();

    static final Map<String, TopicConfig> ALL = Collections.unmodifiableMap(TABLE);

    static final TopicConfig MIN_INSYNC_REPLICAS =
            number("min.insync.replicas", INT, "1", 1, INT_MAX, same());
    static final TopicConfig UNCLEAN_LEADER_ELECTION =
            flag("unclean.leader.election.enable", same());

    static {
        list("cleanup.policy", "delete", ConfigChecks.cleanupPolicy(), "log.cleanup.policy");
        add(
                "compression.gzip.level",
                INT,
                "-1",
                ConfigChecks.either(ConfigChecks.integer(1, 9), "-1"),
                same());
        number("compression.lz4.level", INT, "9", 1, 17, same());
        number("compression.zstd.level", INT, "3", -131072, 22, same());
        choice(
                "compression.type",
                "producer",
                same(),
                "uncompressed",
                "zstd",
                "lz4",
                "snappy",
                "gzip",
                "producer");
        number("delete.retention.ms", LONG, "86400000", 0, MAX, "log.cleaner.delete.retention.ms");
        flag("errors.deadletterqueue.group.enable");
        number("file.delete.delay.ms", LONG, "60000", 0, MAX, "log.segment.delete.delay.ms");
        number("flush.messages", LONG, Long.toString(MAX), 1, MAX, "log.flush.interval.messages");
        number(
                "flush.ms",
                LONG,
                Long.toString(MAX),
                0,
                MAX,
                "log.flush.interval.ms",
                "log.flush.scheduler.interval.ms");
        list("follower.replication.throttled.replicas", "", ConfigChecks.throttledReplicas());
        number("index.interval.bytes", INT, "4096", 0, INT_MAX, "log.index.interval.bytes");
        list("leader.replication.throttled.replicas", "", ConfigChecks.throttledReplicas());
        number("local.retention.bytes", LONG, "-2", -2, MAX, "log.local.retention.bytes");
        number("local.retention.ms", LONG, "-2", -2, MAX, "log.local.retention.ms");
        number(
                "max.compaction.lag.ms",
                LONG,
                Long.toString(MAX),
                1,
                MAX,
                "log.cleaner.max.compaction.lag.ms");
        number("max.decompressed.message.bytes", INT, "2147483639", 1, 2147483639, same());
        number("max.message.bytes", INT, "1048588", 0, INT_MAX, "message.max.bytes");
        number(
                "message.timestamp.after.max.ms",
                LONG,
                "3600000",
                0,
                MAX,
                "log.message.timestamp.after.max.ms");
        number(
                "message.timestamp.before.max.ms",
                LONG,
                Long.toString(MAX),
                0,
                MAX,
                "log.message.timestamp.before.max.ms");
        choice(
                "message.timestamp.type",
                "CreateTime",
                "log.message.timestamp.type",
                "CreateTime",
                "LogAppendTime");
        add(
                "min.cleanable.dirty.ratio",
                DOUBLE,
                "0.5",
                ConfigChecks.fraction(),
                "log.cleaner.min.cleanable.ratio");
        number("min.compaction.lag.ms", LONG, "0", 0, MAX, "log.cleaner.min.compaction.lag.ms");
        flag("preallocate", "log.preallocate");
        number("remote.copy.lag.bytes", LONG, "-1", -1, MAX, "log.remote.copy.lag.bytes");
        number("remote.copy.lag.ms", LONG, "0", -1, MAX, "log.remote.copy.lag.ms");
        flag("remote.log.copy.disable");
        flag("remote.log.delete.on.disable");
        flag("remote.storage.enable");
        number("retention.bytes", LONG, "-1", Long.MIN_VALUE, MAX, "log.retention.bytes");
        scaled(
                "retention.ms",
                "604800000",
                -1,
                new Synonym("log.retention.ms", 1),
                new Synonym("log.retention.minutes", 60_000),
                new Synonym("log.retention.hours", 3_600_000));
        number("segment.bytes", INT, "1073741824", 1 << 20, INT_MAX, "log.segment.bytes");
        number("segment.index.bytes", INT, "10485760", 4, INT_MAX, "log.index.size.max.bytes");
        scaled(
                "segment.jitter.ms",
                "0",
                0,
                new Synonym("log.roll.jitter.ms", 1),
                new Synonym("log.roll.jitter.hours", 3_600_000));
        scaled(
                "segment.ms",
                "604800000",
                1,
                new Synonym("log.roll.ms", 1),
                new Synonym("log.roll.hours", 3_600_000));
        TABLE.put(
                "internal.segment.bytes",
                new TopicConfig(
                        "internal.segment.bytes",
                        INT,
                        null,
                        ConfigChecks.integer(1, INT_MAX),
                        List.of(),
                        true));
    }

    private TopicConfigs() {}

    private static String[] same() {
        return new String[] {"="};
    }

    private static TopicConfig number(
            String name,
            TopicConfig.Type type,
            String defaultValue,
            long least,
            long most,
            String... synonyms) {
        return add(name, type, defaultValue, ConfigChecks.integer(least, most), synonyms);
    }

    private static TopicConfig flag(String name, String... synonyms) {
        return add(name, TopicConfig.Type.BOOLEAN, "false", ConfigChecks.flag(), synonyms);
    }

    private static void choice(
            String name, String defaultValue, String synonym, String... choices) {
        add(
                name,
                TopicConfig.Type.STRING,
                defaultValue,
                ConfigChecks.oneOf(List.of(choices)),
                synonym);
    }

    private static void choice(
            String name, String defaultValue, String[] synonyms, String... choices) {
        add(
                name,
                TopicConfig.Type.STRING,
                defaultValue,
                ConfigChecks.oneOf(List.of(choices)),
                synonyms);
    }

    private static void list(
            String name,
            String defaultValue,
            Function<String, @Nullable String> check,
            String... synonyms) {
        add(name, TopicConfig.Type.LIST, defaultValue, check, synonyms);
    }

    private static TopicConfig add(
            String name,
            TopicConfig.Type type,
            String defaultValue,
            Function<String, @Nullable String> check,
            String... synonyms) {
        List<Synonym> brokerNames = new ArrayList<>();
        for (String synonym : synonyms) {
            brokerNames.add(new Synonym(synonym.equals("=") ? name : synonym, 1));
        }
        TopicConfig config =
                new TopicConfig(name, type, defaultValue, check, List.copyOf(brokerNames), false);
        TABLE.put(name, config);
        return config;
    }

    private static void scaled(String name, String defaultValue, long least, Synonym... synonyms) {
        TABLE.put(
                name,
                new TopicConfig(
                        name,
                        LONG,
                        defaultValue,
                        ConfigChecks.integer(least, MAX),
                        List.of(synonyms),
                        false));
    }
}
