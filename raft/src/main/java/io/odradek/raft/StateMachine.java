package io.odradek.raft;

import java.util.List;

/**
 * What the replicated log drives. Every call comes on the node's raft shard, in log order; nothing
 * here may block.
 */
public interface StateMachine {

    /**
     * A committed command. Called once for each, with rising indexes; no-ops and voter sets are not
     * shown.
     */
    void apply(long index, int term, byte[] command);

    /**
     * This node leads {@code term}, and everything committed before it has been applied: it may
     * propose from now on.
     */
    void leadershipGained(int term);

    /**
     * This node no longer leads {@code term}: proposals that were not applied may or may not be,
     * later.
     */
    void leadershipLost(int term);

    /**
     * The known leader changed; {@code leaderId} is -1 while there is none. This node learns of its
     * own election here first; {@link #leadershipGained} follows once it has caught up with itself.
     */
    void leaderChanged(int leaderId, int term);

    /**
     * The effective voters of this node changed: the latest in its log, committed or not. Told at
     * the start too, once they are known.
     */
    default void votersChanged(List<RaftStatus.Voter> voters) {}

    /** The whole state, as of the last applied index. */
    byte[] snapshot();

    /**
     * Replaces the state by a snapshot that stands for everything up to and including {@code
     * index}.
     */
    void restore(long index, int term, byte[] snapshot);
}
