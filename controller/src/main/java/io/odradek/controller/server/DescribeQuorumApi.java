package io.odradek.controller.server;

import io.odradek.controller.image.Uuids;
import io.odradek.raft.RaftStatus;
import io.odradek.wire.message.DescribeQuorumResponse;
import io.odradek.wire.message.DescribeQuorumResponse.Listener;
import io.odradek.wire.message.DescribeQuorumResponse.Node;
import io.odradek.wire.message.DescribeQuorumResponse.PartitionData;
import io.odradek.wire.message.DescribeQuorumResponse.ReplicaState;
import io.odradek.wire.message.DescribeQuorumResponse.TopicData;

import java.util.List;
import java.util.stream.Stream;

/** The quorum as KIP-595 and KIP-836 show it. Kafka counts ends, raft counts last entries. */
final class DescribeQuorumApi {
    /** The first version that shows the voters' addresses and directories. */
    private static final short NODES = 2;

    private DescribeQuorumApi() {}

    /**
     * @param brokers nodes that read the log without a vote; those that are controllers too are
     *     among raft's replicas already
     * @param listenerName of the controllers
     */
    static DescribeQuorumResponse response(
            RaftStatus status,
            List<RaftStatus.Replica> brokers,
            String listenerName,
            short version) {
        List<ReplicaState> voters =
                status.replicas().stream()
                        .filter(RaftStatus.Replica::voter)
                        .map(r -> replica(r, version))
                        .toList();
        List<ReplicaState> observers =
                Stream.concat(
                                status.replicas().stream().filter(r -> !r.voter()),
                                brokers.stream().filter(b -> !isReplica(status, b.id())))
                        .map(r -> replica(r, version))
                        .toList();
        PartitionData partition =
                new PartitionData(
                        0,
                        (short) 0,
                        null,
                        status.leaderId(),
                        status.term(),
                        status.commitIndex() + 1,
                        voters,
                        observers);
        return DescribeQuorumResponse.builder()
                .topics(List.of(new TopicData("__cluster_metadata", List.of(partition))))
                .nodes(version >= NODES ? nodes(status, listenerName) : List.of())
                .build();
    }

    private static List<Node> nodes(RaftStatus status, String listenerName) {
        return status.voters().stream()
                .map(v -> new Node(v.id(), List.of(new Listener(listenerName, v.host(), v.port()))))
                .toList();
    }

    private static boolean isReplica(RaftStatus status, int id) {
        return status.replicas().stream().anyMatch(r -> r.id() == id);
    }

    private static ReplicaState replica(RaftStatus.Replica replica, short version) {
        return new ReplicaState(
                replica.id(),
                version >= NODES ? replica.directoryId() : Uuids.ZERO,
                replica.matchIndex() + 1,
                replica.lastFetchMs(),
                replica.lastCaughtUpMs());
    }
}
