package io.odradek.controller;

import io.odradek.controller.state.ControllerSettings;
import io.odradek.controller.state.Patience;
import io.odradek.raft.RaftConfig;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one controller runs.
 *
 * @param clusterId as the directories were formatted
 * @param listenHost of the controller listener; empty for every address
 * @param listenPort 0 for any that is free
 * @param quorum its place among the controllers
 * @param metadataDir holds the metadata log and nothing else
 * @param electionTimeoutMs {@code controller.quorum.election.timeout.ms}
 * @param patience how long brokers may be silent that have not told this controller
 * @param staticConfigs the process's own configs, by broker name; they are the defaults of topic
 *     configs ({@code min.insync.replicas}, {@code log.retention.hours} ...) and of new topics
 *     ({@code num.partitions}, {@code default.replication.factor}), and steer {@code
 *     auto.leader.rebalance.enable}, {@code leader.imbalance.check.interval.seconds} and {@code
 *     leader.imbalance.per.broker.percentage}, and the metadata log: {@code
 *     metadata.log.segment.bytes}, {@code metadata.log.max.record.bytes.between.snapshots} and
 *     {@code metadata.log.max.snapshot.interval.ms}; other keys are ignored
 */
public record ControllerConfig(
        int nodeId,
        String clusterId,
        String listenHost,
        int listenPort,
        QuorumConfig quorum,
        Path metadataDir,
        long electionTimeoutMs,
        Patience patience,
        Map<String, String> staticConfigs) {
    private static final String SEGMENT_BYTES = "metadata.log.segment.bytes";
    private static final String SNAPSHOT_BYTES = "metadata.log.max.record.bytes.between.snapshots";
    private static final String SNAPSHOT_MS = "metadata.log.max.snapshot.interval.ms";

    /** For followers that lag a little: this part of what lies between two snapshots. */
    private static final int RETAINED_PART = 5;

    public ControllerConfig {
        staticConfigs = Collections.unmodifiableMap(new TreeMap<>(staticConfigs));
    }

    RaftConfig raft() {
        RaftConfig raft =
                quorum.dynamic()
                        ? RaftConfig.dynamic(
                                nodeId, quorum.directoryId(), quorum.voters(), metadataDir)
                        : RaftConfig.of(nodeId, quorum.voters(), metadataDir);
        return raft.withElectionTimeoutMs(electionTimeoutMs)
                .withLimits(
                        RaftConfig.Limits.DEFAULT.withSegmentBytes(
                                (int)
                                        number(
                                                SEGMENT_BYTES,
                                                RaftConfig.Limits.DEFAULT.segmentBytes())))
                .withSnapshots(snapshots());
    }

    private RaftConfig.Snapshots snapshots() {
        RaftConfig.Snapshots defaults = RaftConfig.Snapshots.DEFAULT;
        long bytes = number(SNAPSHOT_BYTES, defaults.logBytes());
        long ageMs = number(SNAPSHOT_MS, defaults.ageMs());
        return new RaftConfig.Snapshots(
                bytes, ageMs == 0 ? RaftConfig.Snapshots.NEVER_MS : ageMs, bytes / RETAINED_PART);
    }

    private long number(String key, long otherwise) {
        String given = staticConfigs.get(key);
        return given == null ? otherwise : Long.parseLong(given.trim());
    }

    ControllerSettings settings() {
        ControllerSettings defaults = ControllerSettings.of(clusterId, staticConfigs);
        Map<String, Integer> features = new HashMap<>(defaults.features());
        if (quorum.dynamic()) {
            features.put("kraft.version", 1);
        }
        return new ControllerSettings(clusterId, staticConfigs, patience, features);
    }
}
