package io.odradek.raft;

/** A node's handle on its replicated log. Confined to its raft shard. */
public interface Raft {

    /**
     * Appends {@code command} to the log if this node leads {@code term}. Accepted is not
     * committed: the command takes effect when {@link StateMachine#apply} shows it at the index
     * returned, and is void if the term ends first.
     */
    Proposal propose(int term, byte[] command);

    RaftStatus status();

    /**
     * Hands leadership to the most advanced voter, as a clean stop does; {@code done} runs when
     * another leader is known, or when it is given up after an election timeout.
     */
    void transferLeadership(Runnable done);

    /** The outcome of {@link #propose}. */
    sealed interface Proposal {
        record Accepted(long index) implements Proposal {}

        /** Not the leader of that term. {@code leaderId} is -1 when unknown. */
        record NotLeader(int leaderId, int term) implements Proposal {}

        /** Too much is uncommitted; try again later. Nothing was appended. */
        record Busy() implements Proposal {}
    }
}
