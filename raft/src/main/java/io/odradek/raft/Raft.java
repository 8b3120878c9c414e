package io.odradek.raft;

import java.util.function.Consumer;

/** A node's handle on its replicated log. Confined to its raft shard. */
public interface Raft {

    /**
     * Appends {@code command} to the log if this node leads {@code term}. Accepted is not
     * committed: the command takes effect when {@link StateMachine#apply} shows it at the index
     * returned, and is void if the term ends first. What is proposed in one turn of the shard
     * travels and is synced together.
     *
     * @throws IllegalArgumentException when the command exceeds {@link RaftConfig#ENTRY_BYTES_MAX}
     */
    Proposal propose(int term, byte[] command);

    RaftStatus status();

    /**
     * Hands leadership to the most advanced voter, as a clean stop does; {@code done} runs on the
     * shard when another leader is known, or when it is given up after an election timeout, or at
     * once when this node does not lead.
     */
    void transferLeadership(Runnable done);

    /**
     * Changes one voter (KIP-853), if this node leads; one change at a time. An added voter is
     * first awaited until it is caught up. {@code done} runs on the shard, exactly once; with
     * {@link VoterChange.Outcome.Done} once the change is committed. A leader that removes itself
     * then hands leadership over.
     */
    void changeVoters(VoterChange change, Consumer<VoterChange.Outcome> done);

    /**
     * A linearizable read: {@code outcome} runs on the shard with {@code true} once this node has
     * proved that it led after this call and has applied everything committed before it; with
     * {@code false} when it cannot.
     */
    void read(Consumer<Boolean> outcome);

    /** The outcome of {@link #propose}. */
    sealed interface Proposal {
        record Accepted(long index) implements Proposal {}

        /** Not the leader of that term. {@code leaderId} is -1 when unknown. */
        record NotLeader(int leaderId, int term) implements Proposal {}

        /** Too much is uncommitted; try again later. Nothing was appended. */
        record Busy() implements Proposal {}
    }
}
