package io.odradek.broker.config;

import static io.odradek.broker.config.ConfigKey.key;
import static io.odradek.broker.config.ConfigKey.ofBoolean;
import static io.odradek.broker.config.ConfigKey.ofInt;
import static io.odradek.broker.config.ConfigKey.ofLong;
import static io.odradek.broker.config.ConfigKey.ofString;

import java.util.List;

/** Who this node is, and its place in the cluster. */
public final class NodeKeys {
    private NodeKeys() {}

    public static final ConfigKey<List<String>> ROLES =
            key(
                    "process.roles",
                    ConfigType.LIST,
                    null,
                    ValueParser.someOf("broker", "controller"),
                    "broker, controller, or both.");
    public static final ConfigKey<Integer> NODE_ID =
            key(
                    "node.id",
                    ConfigType.INT,
                    null,
                    ValueParser.integer(0, Integer.MAX_VALUE),
                    "This node's number, unique in the cluster.");
    public static final ConfigKey<Integer> BROKER_ID =
            ofInt(
                    "broker.id",
                    -1,
                    -1,
                    "The old name of node.id; must equal it where both are set.");
    public static final ConfigKey<String> RACK =
            ofString("broker.rack", null, "Replicas of a partition are spread over racks.");
    public static final ConfigKey<List<QuorumVoter>> QUORUM_VOTERS =
            key(
                    "controller.quorum.voters",
                    ConfigType.LIST,
                    "",
                    ValueParser.list()
                            .then(parts -> parts.stream().map(QuorumVoter::parse).toList()),
                    "The controllers, as id@host:port of their controller listeners.");
    public static final ConfigKey<List<HostPort>> QUORUM_BOOTSTRAP =
            key(
                    "controller.quorum.bootstrap.servers",
                    ConfigType.LIST,
                    "",
                    ValueParser.list().then(parts -> parts.stream().map(HostPort::parse).toList()),
                    "Controllers to ask first, as host:port.");
    public static final ConfigKey<Boolean> QUORUM_AUTO_JOIN =
            ofBoolean(
                    "controller.quorum.auto.join.enable",
                    false,
                    "Whether a controller that only observes the quorum becomes a voter by itself.");
    public static final ConfigKey<List<String>> CONTROLLER_LISTENERS =
            key(
                    "controller.listener.names",
                    ConfigType.LIST,
                    null,
                    ValueParser.list(),
                    "Names of the listeners that controllers use.");
    public static final ConfigKey<Integer> ELECTION_TIMEOUT_MS =
            ofInt(
                    "controller.quorum.election.timeout.ms",
                    1000,
                    50,
                    "Silence of the active controller after which another is elected.");
    public static final ConfigKey<Integer> FETCH_TIMEOUT_MS =
            ofInt(
                            "controller.quorum.fetch.timeout.ms",
                            2000,
                            0,
                            "Apache's second election timer; Odradek has one.")
                    .withoutEffectYet();
    public static final ConfigKey<Integer> QUORUM_REQUEST_TIMEOUT_MS =
            ofInt(
                    "controller.quorum.request.timeout.ms",
                    2000,
                    1,
                    "How long a request to a controller may take before another is asked.");
    public static final ConfigKey<Integer> QUORUM_BACKOFF_MS =
            ofInt(
                    "controller.quorum.retry.backoff.ms",
                    20,
                    1,
                    "Pause before a controller is asked again.");
    public static final ConfigKey<Integer> SESSION_TIMEOUT_MS =
            ofInt(
                    "broker.session.timeout.ms",
                    9000,
                    100,
                    "Missing heartbeats after which a broker is fenced; one whose process dies is"
                            + " fenced at once.");
    public static final ConfigKey<Integer> HEARTBEAT_MS =
            ofInt(
                    "broker.heartbeat.interval.ms",
                    300,
                    10,
                    "How often a broker says it lives (2000 in Apache Kafka).");
    public static final ConfigKey<Integer> SUSPECT_TIMEOUT_MS =
            ofInt(
                    "broker.suspect.timeout.ms",
                    1500,
                    100,
                    "Missing heartbeats after which a broker is fenced while most other brokers are"
                            + " heard in time; four heartbeats at least.");
    public static final ConfigKey<Integer> REGISTRATION_TIMEOUT_MS =
            ofInt(
                    "initial.broker.registration.timeout.ms",
                    60_000,
                    1,
                    "How long a start may wait for a controller.");
    public static final ConfigKey<Boolean> CONTROLLED_SHUTDOWN =
            ofBoolean(
                    "controlled.shutdown.enable",
                    true,
                    "Whether a broker hands over its leaderships before it stops.");
    public static final ConfigKey<String> METADATA_DIR =
            ofString(
                    "metadata.log.dir",
                    null,
                    "Where a controller keeps the metadata log; the first log directory by default.");
    public static final ConfigKey<Long> SNAPSHOT_BYTES =
            ofLong(
                    "metadata.log.max.record.bytes.between.snapshots",
                    20 << 20,
                    1,
                    "Metadata log after which a snapshot is written.");
    public static final ConfigKey<Long> SNAPSHOT_MS =
            ofLong(
                    "metadata.log.max.snapshot.interval.ms",
                    3_600_000,
                    0,
                    "Time after which a snapshot is written; 0 for never.");
    public static final ConfigKey<Integer> METADATA_SEGMENT_BYTES =
            ofInt(
                    "metadata.log.segment.bytes",
                    16 << 20,
                    1024,
                    "Size at which a new file of the metadata log begins.");

    static final List<ConfigKey<?>> ALL =
            List.of(
                    ROLES,
                    NODE_ID,
                    BROKER_ID,
                    RACK,
                    QUORUM_VOTERS,
                    QUORUM_BOOTSTRAP,
                    QUORUM_AUTO_JOIN,
                    CONTROLLER_LISTENERS,
                    ELECTION_TIMEOUT_MS,
                    FETCH_TIMEOUT_MS,
                    QUORUM_REQUEST_TIMEOUT_MS,
                    QUORUM_BACKOFF_MS,
                    SESSION_TIMEOUT_MS,
                    SUSPECT_TIMEOUT_MS,
                    HEARTBEAT_MS,
                    REGISTRATION_TIMEOUT_MS,
                    CONTROLLED_SHUTDOWN,
                    METADATA_DIR,
                    SNAPSHOT_BYTES,
                    SNAPSHOT_MS,
                    METADATA_SEGMENT_BYTES);

    /** {@link #SUSPECT_TIMEOUT_MS}, or as long as four heartbeats take. */
    public static long suspectTimeoutMs(BrokerConfig config) {
        return Math.max(config.get(SUSPECT_TIMEOUT_MS), 4L * config.get(HEARTBEAT_MS));
    }
}
