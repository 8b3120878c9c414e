package io.odradek.tools.cluster;

import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.QuorumInfo.ReplicaState;
import org.apache.kafka.clients.admin.RaftVoterEndpoint;
import org.apache.kafka.common.Uuid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code describe} says of the quorum. Pure. */
final class QuorumText {

    static final List<String> REPLICATION_HEADERS =
            List.of(
                    "NodeId",
                    "DirectoryId",
                    "LogEndOffset",
                    "Lag",
                    "LastFetchTimestamp",
                    "LastCaughtUpTimestamp",
                    "Status");

    private QuorumText() {}

    static List<String> status(String clusterId, QuorumInfo quorum) {
        return List.of(
                "ClusterId:              " + clusterId,
                "LeaderId:               " + quorum.leaderId(),
                "LeaderEpoch:            " + quorum.leaderEpoch(),
                "HighWatermark:          " + quorum.highWatermark(),
                "MaxFollowerLag:         " + maxFollowerLag(quorum),
                "MaxFollowerLagTimeMs:   " + maxFollowerLagTimeMs(quorum),
                "CurrentVoters:          " + replicas(quorum, quorum.voters()),
                "CurrentObservers:       " + replicas(quorum, quorum.observers()));
    }

    private static ReplicaState leader(QuorumInfo quorum) {
        return quorum.voters().stream()
                .filter(voter -> voter.replicaId() == quorum.leaderId())
                .findFirst()
                .orElseGet(() -> quorum.voters().getFirst());
    }

    private static ReplicaState slowest(QuorumInfo quorum) {
        return quorum.voters().stream()
                .min(Comparator.comparingLong(ReplicaState::logEndOffset))
                .orElseThrow();
    }

    private static long maxFollowerLag(QuorumInfo quorum) {
        return leader(quorum).logEndOffset() - slowest(quorum).logEndOffset();
    }

    /** -1 when it is not known. */
    private static long maxFollowerLagTimeMs(QuorumInfo quorum) {
        ReplicaState leader = leader(quorum);
        ReplicaState slowest = slowest(quorum);
        if (leader.replicaId() == slowest.replicaId()) {
            return 0;
        }
        OptionalLong reached = slowest.lastCaughtUpTimestamp();
        OptionalLong now = leader.lastCaughtUpTimestamp();
        return reached.isPresent() && now.isPresent() ? now.getAsLong() - reached.getAsLong() : -1;
    }

    private static String replicas(QuorumInfo quorum, List<ReplicaState> replicas) {
        return replicas.stream()
                .map(replica -> replica(quorum, replica))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String replica(QuorumInfo quorum, ReplicaState replica) {
        StringBuilder text = new StringBuilder("{\"id\": ").append(replica.replicaId());
        if (!replica.replicaDirectoryId().equals(Uuid.ZERO_UUID)) {
            text.append(", \"directoryId\": \"").append(replica.replicaDirectoryId()).append('"');
        }
        QuorumInfo.Node node = quorum.nodes().get(replica.replicaId());
        if (node != null && !node.endpoints().isEmpty()) {
            text.append(
                    node.endpoints().stream()
                            .map(QuorumText::endpoint)
                            .collect(Collectors.joining(", ", ", \"endpoints\": [", "]")));
        }
        return text.append('}').toString();
    }

    private static String endpoint(RaftVoterEndpoint endpoint) {
        return '"' + url(endpoint) + '"';
    }

    static String url(RaftVoterEndpoint endpoint) {
        String host = endpoint.host().contains(":") ? "[" + endpoint.host() + "]" : endpoint.host();
        return "%s://%s:%d".formatted(endpoint.listener(), host, endpoint.port());
    }

    /** A row for each replica: the leader, the other voters, the observers. */
    static List<List<String>> replication(QuorumInfo quorum, boolean readable, long nowMs) {
        ReplicaState leader = leader(quorum);
        List<List<String>> rows = new ArrayList<>();
        rows.add(row(leader, leader, "Leader", readable, nowMs));
        Stream<ReplicaState> followers =
                quorum.voters().stream().filter(v -> v.replicaId() != leader.replicaId());
        followers.forEach(v -> rows.add(row(v, leader, "Follower", readable, nowMs)));
        quorum.observers().forEach(o -> rows.add(row(o, leader, "Observer", readable, nowMs)));
        return rows;
    }

    private static List<String> row(
            ReplicaState replica,
            ReplicaState leader,
            String status,
            boolean readable,
            long nowMs) {
        return List.of(
                String.valueOf(replica.replicaId()),
                replica.replicaDirectoryId().toString(),
                String.valueOf(replica.logEndOffset()),
                String.valueOf(leader.logEndOffset() - replica.logEndOffset()),
                time(replica.lastFetchTimestamp(), readable, nowMs),
                time(replica.lastCaughtUpTimestamp(), readable, nowMs),
                status);
    }

    private static String time(OptionalLong timestamp, boolean readable, long nowMs) {
        if (timestamp.isEmpty() || timestamp.getAsLong() < 0) {
            return readable ? "-1" : String.valueOf(timestamp.orElse(-1));
        }
        return readable
                ? (nowMs - timestamp.getAsLong()) + " ms ago"
                : String.valueOf(timestamp.getAsLong());
    }
}
