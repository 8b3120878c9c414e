package io.odradek.raft.core;

/** What a node is in its term. A node without a vote is always a follower. */
public enum Role {
    FOLLOWER,
    /** Asks whether it could win, before it disturbs anyone with a new term. */
    PRE_CANDIDATE,
    CANDIDATE,
    LEADER
}
