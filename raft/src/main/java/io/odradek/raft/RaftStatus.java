package io.odradek.raft;

import java.util.List;

/**
 * A view of one node for people and for DescribeQuorum (KIP-595, KIP-836).
 *
 * @param leaderId -1 when unknown
 * @param replicas on the leader, every voter and observer; elsewhere empty
 */
public record RaftStatus(
        int nodeId,
        int leaderId,
        int term,
        long commitIndex,
        long lastIndex,
        List<Voter> voters,
        List<Replica> replicas) {

    /** A member with a vote: {@code host:port} is its control-plane (gRPC) address. */
    public record Voter(int id, String host, int port) {}

    /**
     * @param matchIndex last index known to be on its disk
     * @param lastFetchMs wall clock of its last answer, -1 never
     * @param lastCaughtUpMs wall clock when it last held the whole log, -1 never
     */
    public record Replica(
            int id, boolean voter, long matchIndex, long lastFetchMs, long lastCaughtUpMs) {}
}
