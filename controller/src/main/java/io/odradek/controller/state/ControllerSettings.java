package io.odradek.controller.state;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the operator set for the controllers.
 *
 * @param staticConfigs the process's own configs under their broker names ({@code
 *     min.insync.replicas}, {@code num.partitions}, {@code log.retention.hours} ...); what is
 *     absent has Apache's default
 * @param patience with a broker that has not told its own
 * @param features feature levels of a new cluster
 * @param batchBytes where a command that may be several batches begins another; far below what an
 *     entry of the log may hold
 */
public record ControllerSettings(
        String clusterId,
        Map<String, String> staticConfigs,
        Patience patience,
        Map<String, Integer> features,
        int batchBytes) {
    private static final int BATCH_BYTES = 1 << 20;
    private static final long LEADER_RETURN_DELAY_MS = 5_000;

    /** More partitions than this in one request are refused. */
    static final int PARTITIONS_PER_REQUEST_MAX = 10_000;

    public ControllerSettings {
        staticConfigs = Collections.unmodifiableMap(new TreeMap<>(staticConfigs));
        features = Collections.unmodifiableMap(new TreeMap<>(features));
    }

    public ControllerSettings(
            String clusterId,
            Map<String, String> staticConfigs,
            Patience patience,
            Map<String, Integer> features) {
        this(clusterId, staticConfigs, patience, features, BATCH_BYTES);
    }

    public static ControllerSettings of(String clusterId, Map<String, String> staticConfigs) {
        return new ControllerSettings(
                clusterId,
                staticConfigs,
                new Patience(9_000, 1_500),
                Map.of(
                        "metadata.version", 33,
                        "eligible.leader.replicas.version", 1,
                        "group.version", 1));
    }

    int numPartitions() {
        return Integer.parseInt(staticConfigs.getOrDefault("num.partitions", "1"));
    }

    int replicationFactor() {
        return Integer.parseInt(staticConfigs.getOrDefault("default.replication.factor", "1"));
    }

    public boolean autoLeaderRebalance() {
        return Boolean.parseBoolean(
                staticConfigs.getOrDefault("auto.leader.rebalance.enable", "true"));
    }

    /**
     * How long a broker must be in service before leaderships return to it. There is no periodic
     * check; where {@code leader.imbalance.check.interval.seconds} is shorter it counts instead.
     */
    long leaderReturnDelayMs() {
        return Math.min(LEADER_RETURN_DELAY_MS, leaderImbalanceCheckMs());
    }

    private long leaderImbalanceCheckMs() {
        return 1000
                * Long.parseLong(
                        staticConfigs.getOrDefault(
                                "leader.imbalance.check.interval.seconds", "300"));
    }

    int leaderImbalancePercent() {
        return Integer.parseInt(
                staticConfigs.getOrDefault("leader.imbalance.per.broker.percentage", "10"));
    }
}
