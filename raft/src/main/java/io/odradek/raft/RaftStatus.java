package io.odradek.raft;

import java.util.List;
import java.util.UUID;

/**
 * A view of one node for people and for DescribeQuorum (KIP-595, KIP-836, KIP-853).
 *
 * @param leaderId -1 when unknown
 * @param voters the effective voter set of this node: the latest in its log, committed or not
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

    /**
     * A member with a vote: {@code host:port} is its control-plane (gRPC) address. Who votes is
     * decided by id and directory together: a node that lost its disk is another voter (KIP-853).
     *
     * @param directoryId of its metadata directory; {@link #NO_DIRECTORY} in a static quorum
     */
    public record Voter(int id, UUID directoryId, String host, int port) {

        /** The directory of voters who are known by their id alone. */
        public static final UUID NO_DIRECTORY = new UUID(0, 0);

        /** Whether a node of this id and directory is this voter. */
        public boolean is(int otherId, UUID otherDirectory) {
            return id == otherId && sameDirectory(directoryId, otherDirectory);
        }

        /** Whether the two may be one: {@link #NO_DIRECTORY} stands for any. */
        public static boolean sameDirectory(UUID one, UUID other) {
            return one.equals(other) || one.equals(NO_DIRECTORY) || other.equals(NO_DIRECTORY);
        }
    }

    /**
     * @param directoryId {@link Voter#NO_DIRECTORY} while unknown
     * @param matchIndex last index known to be on its disk
     * @param lastFetchMs wall clock of its last answer, -1 never
     * @param lastCaughtUpMs wall clock when it last held the whole log, -1 never
     */
    public record Replica(
            int id,
            UUID directoryId,
            boolean voter,
            long matchIndex,
            long lastFetchMs,
            long lastCaughtUpMs) {}
}
