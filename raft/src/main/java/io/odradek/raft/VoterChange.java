package io.odradek.raft;

import io.odradek.raft.RaftStatus.Voter;

import java.util.UUID;

/** A change of one voter (KIP-853); see {@link Raft#changeVoters}. */
public sealed interface VoterChange {

    /** {@code voter} gets a vote. It must follow the leader already, as an observer. */
    record Add(Voter voter) implements VoterChange {}

    /** The voter loses its vote; it may be the leader, who then hands over. */
    record Remove(int id, UUID directoryId) implements VoterChange {}

    /** The voter of this id and directory has a new address. */
    record Update(Voter voter) implements VoterChange {}

    /** What became of it. */
    sealed interface Outcome {

        /** Committed, by the entry at {@code index}; or it was so already. */
        record Done(long index) implements Outcome {}

        /** Not the leader: nothing was done. {@code leaderId} is -1 when unknown. */
        record NotLeader(int leaderId, int term) implements Outcome {}

        /**
         * Nothing was done.
         *
         * @param message for people: which voter, why, and what to do next
         */
        record Refused(Reason reason, String message) implements Outcome {}

        /**
         * Leadership was lost before the outcome was certain: the change may or may not be made.
         * Look at the voters of the new leader.
         */
        record Unknown() implements Outcome {}
    }

    /** Why a change was refused. */
    enum Reason {
        /** The voters are configured: {@code controller.quorum.voters}. */
        STATIC,
        /** Another change is under way. Retriable. */
        IN_PROGRESS,
        /** The leader has not committed an entry of its own term yet. Retriable. */
        NOT_READY,
        /** There is a voter of that id already. */
        DUPLICATE,
        /** There is no such voter. */
        NOT_FOUND,
        /** Nobody would be left. */
        LAST_VOTER,
        /** The new voter does not follow, or not fast enough. Retriable. */
        NOT_CAUGHT_UP
    }
}
