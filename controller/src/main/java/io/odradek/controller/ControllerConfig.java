package io.odradek.controller;

import io.odradek.controller.state.ControllerSettings;
import io.odradek.raft.RaftStatus;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How one controller runs.
 *
 * @param clusterId as the directories were formatted
 * @param listenHost of the controller listener; empty for every address
 * @param listenPort 0 for any that is free
 * @param voters all controllers, this one included, with the addresses the others and the brokers
 *     reach them at
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
        List<Voter> voters,
        Path metadataDir,
        long electionTimeoutMs,
        long sessionTimeoutMs,
        Map<String, String> staticConfigs) {

    /** A controller: {@code host:port} is its controller listener as others reach it. */
    public record Voter(int id, String host, int port) {}

    public ControllerConfig {
        voters = List.copyOf(voters);
        staticConfigs = Map.copyOf(staticConfigs);
        int id = nodeId;
        if (voters.stream().noneMatch(v -> v.id() == id)) {
            throw new IllegalArgumentException(
                    "Node %d has the role controller but is not in controller.quorum.voters (%s): add it there or take the role away."
                            .formatted(nodeId, voters));
        }
    }

    List<RaftStatus.Voter> raftVoters() {
        return voters.stream()
                .map(
                        v ->
                                new RaftStatus.Voter(
                                        v.id(), RaftStatus.Voter.NO_DIRECTORY, v.host(), v.port()))
                .toList();
    }

    ControllerSettings settings() {
        ControllerSettings defaults = ControllerSettings.of(clusterId, staticConfigs);
        return new ControllerSettings(
                clusterId, staticConfigs, sessionTimeoutMs, defaults.features());
    }
}
