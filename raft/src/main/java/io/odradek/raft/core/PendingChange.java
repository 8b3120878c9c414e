package io.odradek.raft.core;

import io.odradek.raft.RaftStatus.Voter;

/** The one change of the voters that a leader has under way. */
sealed interface PendingChange {

    long id();

    /**
     * The new voter observes until it keeps up: each round brings it what the log held when the
     * round began, and one that takes less than an election timeout is good enough (thesis §4.2.1).
     *
     * @param askedRound what it answered up to this round of the leader's was before the change
     *     began, and does not prove that it still lives
     */
    record CatchingUp(
            long id,
            Voter voter,
            long askedRound,
            long begunNanos,
            int round,
            long roundNanos,
            long roundIndex)
            implements PendingChange {}

    /** It stands in the log at {@code index}, and counts; it is not committed yet. */
    record Appended(long id, long index) implements PendingChange {}
}
