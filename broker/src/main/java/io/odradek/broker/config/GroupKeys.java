package io.odradek.broker.config;

import static io.odradek.broker.config.ConfigKey.key;
import static io.odradek.broker.config.ConfigKey.ofInt;
import static io.odradek.broker.config.ConfigKey.ofLong;

import java.util.List;
import java.util.Locale;

/** Groups, their offsets, and the topic both are kept in. */
public final class GroupKeys {
    private GroupKeys() {}

    private static final ValueParser<String> MIGRATION =
            ValueParser.oneOf("disabled", "upgrade", "downgrade", "bidirectional");

    public static final ConfigKey<Integer> TOPIC_PARTITIONS =
            ofInt(
                    "offsets.topic.num.partitions",
                    50,
                    1,
                    "Partitions of __consumer_offsets when it is created.");
    public static final ConfigKey<Integer> TOPIC_REPLICAS =
            key(
                    "offsets.topic.replication.factor",
                    ConfigType.SHORT,
                    "3",
                    ValueParser.integer(1, Short.MAX_VALUE),
                    "Replicas of __consumer_offsets when it is created; it is not created before so"
                            + " many brokers are there.");
    public static final ConfigKey<Integer> TOPIC_SEGMENT_BYTES =
            ofInt(
                    "offsets.topic.segment.bytes",
                    100 << 20,
                    1,
                    "segment.bytes of __consumer_offsets when it is created.");
    public static final ConfigKey<Integer> TOPIC_CODEC =
            key(
                    "offsets.topic.compression.codec",
                    ConfigType.INT,
                    "0",
                    ValueParser.integer(0, 4),
                    "How records of groups are compressed: 0 none, 1 gzip, 2 snappy, 3 lz4, 4"
                            + " zstd.");
    public static final ConfigKey<Integer> RETENTION_MINUTES =
            ofInt(
                    "offsets.retention.minutes",
                    7 * 24 * 60,
                    1,
                    "How long the offsets of a group without members are kept.");
    public static final ConfigKey<Long> RETENTION_CHECK_MS =
            ofLong(
                    "offsets.retention.check.interval.ms",
                    600_000,
                    1,
                    "How often expired offsets are looked for.");
    public static final ConfigKey<Integer> COMMIT_TIMEOUT_MS =
            ofInt(
                    "offsets.commit.timeout.ms",
                    5_000,
                    1,
                    "How long an answer may wait until what it rests on is committed.");
    public static final ConfigKey<Integer> METADATA_BYTES =
            ofInt(
                    "offset.metadata.max.bytes",
                    4_096,
                    0,
                    "Most bytes of metadata with a committed offset.");
    public static final ConfigKey<Integer> LOAD_BYTES =
            ofInt(
                    "offsets.load.buffer.size",
                    5 << 20,
                    1,
                    "Bytes read at once when a coordinator is loaded.");
    public static final ConfigKey<Integer> MIN_SESSION_MS =
            ofInt(
                    "group.min.session.timeout.ms",
                    6_000,
                    1,
                    "The shortest session timeout a classic member may ask for.");
    public static final ConfigKey<Integer> MAX_SESSION_MS =
            ofInt(
                    "group.max.session.timeout.ms",
                    1_800_000,
                    1,
                    "The longest session timeout a classic member may ask for.");
    public static final ConfigKey<Integer> INITIAL_DELAY_MS =
            ofInt(
                    "group.initial.rebalance.delay.ms",
                    3_000,
                    0,
                    "How long the first rebalance of a classic group waits for more members.");
    public static final ConfigKey<Integer> MAX_SIZE =
            ofInt("group.max.size", Integer.MAX_VALUE, 1, "Members of a classic group.");
    public static final ConfigKey<List<String>> PROTOCOLS =
            key(
                            "group.coordinator.rebalance.protocols",
                            ConfigType.LIST,
                            "classic,consumer,streams",
                            ValueParser.someOf("classic", "consumer", "streams", "share"),
                            "Deprecated by KIP-1237; features decide. Classic and consumer are"
                                    + " always served.")
                    .withoutEffectYet();
    public static final ConfigKey<Integer> CONSUMER_SESSION_MS =
            ofInt(
                    "group.consumer.session.timeout.ms",
                    45_000,
                    1,
                    "The session timeout of members of consumer groups.");
    public static final ConfigKey<Integer> CONSUMER_MIN_SESSION_MS =
            ofInt("group.consumer.min.session.timeout.ms", 45_000, 1, "The least it may be.");
    public static final ConfigKey<Integer> CONSUMER_MAX_SESSION_MS =
            ofInt("group.consumer.max.session.timeout.ms", 60_000, 1, "The most it may be.");
    public static final ConfigKey<Integer> CONSUMER_HEARTBEAT_MS =
            ofInt(
                    "group.consumer.heartbeat.interval.ms",
                    5_000,
                    1,
                    "How often members of consumer groups are to send heartbeats.");
    public static final ConfigKey<Integer> CONSUMER_MIN_HEARTBEAT_MS =
            ofInt("group.consumer.min.heartbeat.interval.ms", 5_000, 1, "The least it may be.");
    public static final ConfigKey<Integer> CONSUMER_MAX_HEARTBEAT_MS =
            ofInt("group.consumer.max.heartbeat.interval.ms", 15_000, 1, "The most it may be.");
    public static final ConfigKey<Integer> CONSUMER_MAX_SIZE =
            ofInt("group.consumer.max.size", Integer.MAX_VALUE, 1, "Members of a consumer group.");
    public static final ConfigKey<List<String>> CONSUMER_ASSIGNORS =
            key(
                    "group.consumer.assignors",
                    ConfigType.LIST,
                    "uniform,range",
                    ValueParser.list()
                            .then(names -> names.stream().map(GroupKeys::assignor).toList()),
                    "What assigns partitions in consumer groups; the first is the default.");
    public static final ConfigKey<String> CONSUMER_MIGRATION =
            key(
                    "group.consumer.migration.policy",
                    ConfigType.STRING,
                    "bidirectional",
                    text -> MIGRATION.parse(text.toLowerCase(Locale.ROOT)),
                    "Which protocol a living group may change to.");
    public static final ConfigKey<Integer> CONSUMER_REGEX_REFRESH_MS =
            ofInt(
                    "group.consumer.regex.refresh.interval.ms",
                    600_000,
                    10_000,
                    "How often subscriptions by a regular expression are resolved anew.");

    private static String assignor(String name) {
        return switch (name) {
            case "uniform", "org.apache.kafka.coordinator.group.assignor.UniformAssignor" ->
                    "uniform";
            case "range", "org.apache.kafka.coordinator.group.assignor.RangeAssignor" -> "range";
            default ->
                    throw new IllegalArgumentException(
                            "its parts must be uniform or range; assignors of other makes are not"
                                    + " run.");
        };
    }

    static final List<ConfigKey<?>> ALL =
            List.of(
                    TOPIC_PARTITIONS,
                    TOPIC_REPLICAS,
                    TOPIC_SEGMENT_BYTES,
                    TOPIC_CODEC,
                    RETENTION_MINUTES,
                    RETENTION_CHECK_MS,
                    COMMIT_TIMEOUT_MS,
                    METADATA_BYTES,
                    LOAD_BYTES,
                    MIN_SESSION_MS,
                    MAX_SESSION_MS,
                    INITIAL_DELAY_MS,
                    MAX_SIZE,
                    PROTOCOLS,
                    CONSUMER_SESSION_MS,
                    CONSUMER_MIN_SESSION_MS,
                    CONSUMER_MAX_SESSION_MS,
                    CONSUMER_HEARTBEAT_MS,
                    CONSUMER_MIN_HEARTBEAT_MS,
                    CONSUMER_MAX_HEARTBEAT_MS,
                    CONSUMER_MAX_SIZE,
                    CONSUMER_ASSIGNORS,
                    CONSUMER_MIGRATION,
                    CONSUMER_REGEX_REFRESH_MS);
}
