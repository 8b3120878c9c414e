package io.odradek.raft.core;

import io.odradek.raft.Entry;
import io.odradek.raft.Raft;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;
import io.odradek.raft.quorum.VoterSet;

import java.util.List;
import java.util.UUID;

/** What a node wants done. Writes are carried out in the order given. */
public sealed interface Output {

    /** An effect on the disk: it counts once a {@link Input.Synced} covers it. */
    sealed interface Write extends Output {}

    record SaveVote(int term, int votedFor, UUID votedDirectory) implements Write {}

    /** Entries that follow the last one of the log, whose term is {@code previousTerm}. */
    record Append(int previousTerm, List<Entry> entries) implements Write {}

    /** Drop every entry from {@code fromIndex} on. */
    record TruncateSuffix(long fromIndex) implements Write {}

    /** Drop the whole log; it goes on after the snapshot {@code index, term}. */
    record ResetLog(long index, int term) implements Write {}

    /** Begin to receive a snapshot, in place of any that is half received. */
    record BeginSnapshot(long index, int term) implements Output {}

    @SuppressWarnings("ArrayRecordComponent") // Opaque bytes on their way; nobody compares them.
    record WriteSnapshot(long offset, byte[] data) implements Output {
        @Override
        public String toString() {
            return "WriteSnapshot[offset=" + offset + ", bytes=" + data.length + "]";
        }
    }

    /** All of it arrived: check it and make it durable. */
    record FinishSnapshot(long index, int term) implements Output {}

    /** Replace the state machine's state by the snapshot {@code index, term}. */
    record Restore(long index, int term) implements Output {}

    record Send(int to, RaftMessage message, After after) implements Output {}

    /** Read entries from the disk for {@code to}: they are no longer in memory. */
    record ReadLog(int to, long from, int bytesMax) implements Output {}

    record ReadSnapshot(int to, long index, int term, long offset, int bytesMax)
            implements Output {}

    /** Every entry up to {@code index} may be applied. */
    record Committed(long index) implements Output {}

    /** This node leads {@code term}, from the entry at {@code noOpIndex} on. */
    record Leads(int term, long noOpIndex) implements Output {}

    record LeadsNoMore(int term) implements Output {}

    /** {@code leaderId} is -1 while there is none. */
    record LeaderChanged(int leaderId, int term) implements Output {}

    record Proposed(Raft.Proposal outcome) implements Output {}

    /** The transfer was given up; one that succeeds shows in {@link LeaderChanged}. */
    record TransferAbandoned() implements Output {}

    /** Read {@code id} may be served once everything up to {@code index} is applied. */
    record ReadConfirmed(long id, long index) implements Output {}

    record ReadRefused(long id) implements Output {}

    /** These are the effective voters from now on. */
    record VotersChanged(VoterSet voters) implements Output {}

    /** This node may want to write to these. */
    record Reach(List<Voter> voters) implements Output {}

    /** Answers {@link Input.ChangeVoters}. */
    record VotersChangeEnded(long id, VoterChange.Outcome outcome) implements Output {}

    /** Takes outputs in order. */
    interface Sink {
        void emit(Output output);
    }
}
