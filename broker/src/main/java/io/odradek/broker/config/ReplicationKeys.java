package io.odradek.broker.config;

import static io.odradek.broker.config.ConfigKey.ofBoolean;
import static io.odradek.broker.config.ConfigKey.ofInt;
import static io.odradek.broker.config.ConfigKey.ofLong;

import java.util.List;

/** Topics as they are created, replication, and who may lead. */
public final class ReplicationKeys {
    private ReplicationKeys() {}

    public static final ConfigKey<Boolean> AUTO_CREATE_TOPICS =
            ofBoolean(
                    "auto.create.topics.enable",
                    true,
                    "Whether a topic comes to be when a client first asks for it.");
    public static final ConfigKey<Integer> NUM_PARTITIONS =
            ofInt("num.partitions", 1, 1, "Partitions of a topic created without a number.");
    public static final ConfigKey<Integer> REPLICATION_FACTOR =
            ofInt(
                    "default.replication.factor",
                    1,
                    1,
                    "Replicas of a topic created without a number.");
    public static final ConfigKey<Integer> MIN_INSYNC =
            ofInt(
                            "min.insync.replicas",
                            1,
                            1,
                            "In-sync replicas without which acks=all is refused.")
                    .dynamic();
    public static final ConfigKey<Boolean> UNCLEAN_ELECTION =
            ofBoolean(
                            "unclean.leader.election.enable",
                            false,
                            "Whether a replica that may lack records may lead when nobody else can.")
                    .dynamic();
    public static final ConfigKey<Boolean> AUTO_REBALANCE =
            ofBoolean(
                    "auto.leader.rebalance.enable",
                    true,
                    "Whether leadership returns to the preferred replica by itself.");
    public static final ConfigKey<Long> IMBALANCE_CHECK_SECONDS =
            ofLong(
                    "leader.imbalance.check.interval.seconds",
                    300,
                    1,
                    "That is noticed at once; a broker must be back for 5 s, or for this time if it is shorter.");
    public static final ConfigKey<Boolean> DELETE_TOPIC =
            ofBoolean("delete.topic.enable", true, "Whether topics may be deleted.");
    public static final ConfigKey<Long> LAG_MS =
            ofLong(
                    "replica.lag.time.max.ms",
                    30_000,
                    1,
                    "How long a follower may lack records before it leaves the ISR.");
    public static final ConfigKey<Integer> FETCH_WAIT_MS =
            ofInt("replica.fetch.wait.max.ms", 500, 0, "How long a follower's fetch may wait.");
    public static final ConfigKey<Integer> FETCH_MIN_BYTES =
            ofInt("replica.fetch.min.bytes", 1, 0, "What ends a follower's wait.");
    public static final ConfigKey<Integer> FETCH_BYTES =
            ofInt("replica.fetch.max.bytes", 1 << 20, 0, "Bytes per partition in such a fetch.");
    public static final ConfigKey<Integer> FETCH_RESPONSE_BYTES =
            ofInt("replica.fetch.response.max.bytes", 10 << 20, 0, "Bytes of such a response.");
    public static final ConfigKey<Integer> FETCH_BACKOFF_MS =
            ofInt("replica.fetch.backoff.ms", 1000, 0, "Pause after a failed fetch.");
    public static final ConfigKey<Integer> FETCHERS =
            ofInt("num.replica.fetchers", 1, 1, "Connections to each leader's broker.");
    public static final ConfigKey<Integer> SOCKET_TIMEOUT_MS =
            ofInt(
                    "replica.socket.timeout.ms",
                    30_000,
                    1,
                    "Silence after which a fetch is given up.");
    public static final ConfigKey<Long> CHECKPOINT_MS =
            ofLong(
                    "replica.high.watermark.checkpoint.interval.ms",
                    5000,
                    1,
                    "How often high watermarks are written down.");
    public static final ConfigKey<Integer> CLIENT_FETCH_BYTES =
            ofInt("fetch.max.bytes", 55 << 20, 1024, "Most bytes a fetch returns.");

    /** The one way to choose that there is; empty means the leader. */
    public static final ConfigKey<String> SELECTOR =
            ConfigKey.key(
                    "replica.selector.class",
                    ConfigType.STRING,
                    "",
                    ValueParser.oneOf(
                            "", "org.apache.kafka.common.replica.RackAwareReplicaSelector"),
                    "Where consumers read: from a replica of their own rack, or from the leader.");

    public static final ConfigKey<Integer> FETCH_SESSIONS =
            ofInt(
                    "max.incremental.fetch.session.cache.slots",
                    1000,
                    0,
                    "Incremental fetch sessions kept.");
    public static final ConfigKey<Integer> DESCRIBED_PARTITIONS =
            ofInt(
                    "max.request.partition.size.limit",
                    2000,
                    1,
                    "Partitions in one answer to DescribeTopicPartitions.");
    public static final ConfigKey<Integer> PRODUCER_EXPIRATION_MS =
            ofInt(
                            "producer.id.expiration.ms",
                            86_400_000,
                            1,
                            "How long an idle producer's sequence numbers are remembered.")
                    .dynamic();

    public static final ConfigKey<Long> LEADER_THROTTLED_RATE =
            ofLong(
                            "leader.replication.throttled.rate",
                            Long.MAX_VALUE,
                            0,
                            "Bytes per second that the broker sends, as a leader, to throttled replicas that"
                                    + " are not in sync.")
                    .dynamic();
    public static final ConfigKey<Long> FOLLOWER_THROTTLED_RATE =
            ofLong(
                            "follower.replication.throttled.rate",
                            Long.MAX_VALUE,
                            0,
                            "Bytes per second that the broker fetches for its throttled replicas that are"
                                    + " not in sync.")
                    .dynamic();
    public static final ConfigKey<Integer> QUOTA_WINDOWS =
            ofInt(
                    "replication.quota.window.num",
                    11,
                    1,
                    "Over how many windows the rate of throttled replication is measured.");
    public static final ConfigKey<Integer> QUOTA_WINDOW_SECONDS =
            ofInt(
                    "replication.quota.window.size.seconds",
                    1,
                    1,
                    "How long each is; after a quiet time one window's worth may pass at once.");

    static final List<ConfigKey<?>> ALL =
            List.of(
                    AUTO_CREATE_TOPICS,
                    NUM_PARTITIONS,
                    REPLICATION_FACTOR,
                    MIN_INSYNC,
                    UNCLEAN_ELECTION,
                    AUTO_REBALANCE,
                    IMBALANCE_CHECK_SECONDS,
                    DELETE_TOPIC,
                    LAG_MS,
                    FETCH_WAIT_MS,
                    FETCH_MIN_BYTES,
                    FETCH_BYTES,
                    FETCH_RESPONSE_BYTES,
                    FETCH_BACKOFF_MS,
                    FETCHERS,
                    SOCKET_TIMEOUT_MS,
                    CHECKPOINT_MS,
                    CLIENT_FETCH_BYTES,
                    SELECTOR,
                    FETCH_SESSIONS,
                    DESCRIBED_PARTITIONS,
                    PRODUCER_EXPIRATION_MS,
                    LEADER_THROTTLED_RATE,
                    FOLLOWER_THROTTLED_RATE,
                    QUOTA_WINDOWS,
                    QUOTA_WINDOW_SECONDS);
}
