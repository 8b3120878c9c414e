package org.apache.kafka.clients.admin;

import org.apache.kafka.common.Uuid;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Makes what {@code describeMetadataQuorum} returns. */
public final class QuorumInfos {

    private QuorumInfos() {}

    public static QuorumInfo.ReplicaState replica(
            int id, Uuid directory, long end, long fetchedMs, long caughtUpMs) {
        return new QuorumInfo.ReplicaState(
                id, directory, end, OptionalLong.of(fetchedMs), OptionalLong.of(caughtUpMs));
    }

    public static QuorumInfo quorum(
            int leader,
            long epoch,
            long highWatermark,
            List<QuorumInfo.ReplicaState> voters,
            List<QuorumInfo.ReplicaState> observers,
            Map<Integer, RaftVoterEndpoint> endpoints) {
        Map<Integer, QuorumInfo.Node> nodes = new java.util.HashMap<>();
        endpoints.forEach((id, e) -> nodes.put(id, new QuorumInfo.Node(id, List.of(e))));
        return new QuorumInfo(leader, epoch, highWatermark, voters, observers, nodes);
    }
}
