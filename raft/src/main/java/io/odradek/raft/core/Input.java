package io.odradek.raft.core;

import io.odradek.raft.Entry;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.VoterChange;
import io.odradek.raft.quorum.VoterSet;

import java.util.List;

/** What can happen to a node. */
public sealed interface Input {

    /** Time has passed; see {@link RaftCore#nextDeadlineNanos}. */
    record Tick() implements Input {}

    record Received(int from, RaftMessage message) implements Input {}

    /** Answered by {@link Output.Proposed}. Travels at the next {@link Replicate}. */
    @SuppressWarnings("ArrayRecordComponent") // Opaque bytes on their way; nobody compares them.
    record Propose(int term, byte[] payload) implements Input {
        @Override
        public String toString() {
            return "Propose[term=" + term + ", bytes=" + payload.length + "]";
        }
    }

    /** The end of a turn: send what was proposed in it. */
    record Replicate() implements Input {}

    /** Every write up to {@code sequence} (see {@link RaftCore#writeSequence}) is on the disk. */
    record Synced(long sequence) implements Input {}

    /** Answers {@link Output.ReadLog}; empty when the log no longer holds {@code from}. */
    record LogRead(int to, long from, List<Entry> entries) implements Input {}

    /**
     * Answers {@link Output.ReadSnapshot}; {@code totalBytes} is -1 when that snapshot was replaced
     * by a newer one.
     */
    @SuppressWarnings("ArrayRecordComponent") // Opaque bytes on their way; nobody compares them.
    record SnapshotRead(int to, long index, long offset, long totalBytes, byte[] data)
            implements Input {
        @Override
        public String toString() {
            return "SnapshotRead[to=%d, index=%d, %d+%d of %d]"
                    .formatted(to, index, offset, data.length, totalBytes);
        }
    }

    /** This node's own snapshot is on the disk, and the log now begins at {@code firstIndex}. */
    record SnapshotTaken(long index, int term, long firstIndex) implements Input {}

    /** Answers {@link Output.FinishSnapshot}: checked, on the disk, and it names these voters. */
    record SnapshotReceived(long index, int term, VoterSet voters) implements Input {}

    /** Answers {@link Output.FinishSnapshot}: what arrived is damaged. */
    record SnapshotDamaged(long index, int term) implements Input {}

    record Connected(int peer) implements Input {}

    record Disconnected(int peer) implements Input {}

    /** Answered by {@link Output.LeaderChanged} or {@link Output.TransferAbandoned}. */
    record TransferLeadership() implements Input {}

    /** Answered by {@link Output.ReadConfirmed} or {@link Output.ReadRefused}. */
    record Read(long id) implements Input {}

    /** Answered by {@link Output.VotersChangeEnded}, once. */
    record ChangeVoters(long id, VoterChange change) implements Input {}
}
