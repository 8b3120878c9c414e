package io.odradek.controller;

import io.odradek.controller.state.ControllerSettings;
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
 * @param sessionTimeoutMs {@code broker.session.timeout.ms}, for brokers that do not tell theirs
 * @param staticConfigs the process's own configs, by broker name; they are the defaults of topic
 *     configs ({@code min.insync.replicas}, {@code log.retention.hours} ...) and of new topics
 *     ({@code num.partitions}, {@code default.replication.factor}), and steer {@code
 *     auto.leader.rebalance.enable}, {@code leader.imbalance.check.interval.seconds} and {@code
 *     leader.imbalance.per.broker.percentage}; other keys are ignored
 */
public record ControllerConfig(
        int nodeId,
        String clusterId,
        String listenHost,
        int listenPort,
        QuorumConfig quorum,
        Path metadataDir,
        long electionTimeoutMs,
        long sessionTimeoutMs,
        Map<String, String> staticConfigs) {

    public ControllerConfig {
        staticConfigs = Collections.unmodifiableMap(new TreeMap<>(staticConfigs));
    }

    RaftConfig raft() {
        RaftConfig raft =
                quorum.dynamic()
                        ? RaftConfig.dynamic(
                                nodeId, quorum.directoryId(), quorum.voters(), metadataDir)
                        : RaftConfig.of(nodeId, quorum.voters(), metadataDir);
        return raft.withElectionTimeoutMs(electionTimeoutMs);
    }

    ControllerSettings settings() {
        ControllerSettings defaults = ControllerSettings.of(clusterId, staticConfigs);
        Map<String, Integer> features = new HashMap<>(defaults.features());
        if (quorum.dynamic()) {
            features.put("kraft.version", 1);
        }
        return new ControllerSettings(clusterId, staticConfigs, sessionTimeoutMs, features);
    }
}
