package io.odradek.raft;

import io.odradek.raft.RaftStatus.Voter;

import java.util.List;
import java.util.UUID;

/**
 * What nodes say to each other. Every message is one-way, a reply is a message of its own, and any
 * of them may be lost, doubled or overtaken.
 */
public sealed interface RaftMessage {

    /** The sender's term, except in pre-votes; see {@link VoteRequest}. */
    int term();

    /**
     * "May I lead?"
     *
     * @param term the term the sender campaigns for; in a pre-vote the one it would campaign for
     * @param preVote only asks what the answer would be; changes nothing at the receiver
     * @param transfer sent on the old leader's behalf, so that voters need not wait until they miss
     *     it
     * @param candidateDirectory the sender's
     * @param voterDirectory of the voter that is asked: another disk under its id must not answer
     *     (KIP-853)
     */
    record VoteRequest(
            int term,
            boolean preVote,
            long lastIndex,
            int lastTerm,
            boolean transfer,
            UUID candidateDirectory,
            UUID voterDirectory)
            implements RaftMessage {}

    /**
     * @param term when granted the term of the request, else the sender's own
     */
    record VoteResponse(int term, boolean preVote, boolean granted) implements RaftMessage {}

    /**
     * Entries that follow {@code previousIndex}; none in a heartbeat.
     *
     * @param round rises with every request of a leader; echoed in the response
     */
    record AppendRequest(
            int term,
            long previousIndex,
            int previousTerm,
            List<Entry> entries,
            long commitIndex,
            long round)
            implements RaftMessage {}

    /**
     * @param matchIndex on success the last index that matches the leader's log and is on the
     *     sender's disk; otherwise a hint: the last index that may match
     * @param hintTerm on failure the term of the sender's entry at the hint, 0 when it has none
     * @param directoryId the sender's: what another disk under its id promised is not this one's
     */
    record AppendResponse(
            int term, boolean success, long matchIndex, int hintTerm, long round, UUID directoryId)
            implements RaftMessage {}

    /** A piece of the snapshot file that stands for the log up to {@code lastIndex}. */
    @SuppressWarnings("ArrayRecordComponent") // Opaque bytes on their way; nobody compares them.
    record SnapshotChunk(
            int term,
            long lastIndex,
            int lastTerm,
            long offset,
            long totalBytes,
            byte[] data,
            long round)
            implements RaftMessage {

        @Override
        public String toString() {
            return "SnapshotChunk[term=%d, %d@%d, %d+%d of %d, round=%d]"
                    .formatted(term, lastIndex, lastTerm, offset, data.length, totalBytes, round);
        }
    }

    /**
     * @param nextOffset where the sender wants the snapshot to go on
     * @param installed the snapshot, or more, is on the sender's disk
     * @param directoryId the sender's
     */
    record SnapshotAck(
            int term,
            long lastIndex,
            long nextOffset,
            boolean installed,
            long round,
            UUID directoryId)
            implements RaftMessage {}

    /**
     * A follower's answer to a stranger who looks for the leader. Only a hint: it may be old.
     *
     * @param voters the sender's effective set, with their addresses
     */
    record LeaderIs(int term, int leaderId, List<Voter> voters) implements RaftMessage {}

    /** The leader's word to its chosen successor: campaign now. */
    record TimeoutNow(int term) implements RaftMessage {}
}
