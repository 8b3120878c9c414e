package io.odradek.raft.core;

import io.odradek.raft.RaftMessage.SnapshotAck;
import io.odradek.raft.RaftMessage.SnapshotChunk;
import io.odradek.raft.quorum.VoterSet;

import org.jspecify.annotations.Nullable;

/** How a follower takes in a snapshot, and how a node's own snapshots shorten its log. */
final class SnapshotReceiving {

    /** Half received. Two leaders' snapshots of one index may differ, so the term counts too. */
    private record Incoming(
            int leaderTerm, long index, int term, long total, long nextOffset, boolean finishing) {
        boolean is(int leader, SnapshotChunk chunk) {
            return leaderTerm == leader
                    && index == chunk.lastIndex()
                    && term == chunk.lastTerm()
                    && total == chunk.totalBytes();
        }
    }

    private final CoreState state;
    private @Nullable Incoming incoming;

    SnapshotReceiving(CoreState state) {
        this.state = state;
    }

    /** {@code chunk} is of the present term, from its leader. */
    void onChunk(int from, SnapshotChunk chunk) {
        if (chunk.lastIndex() <= state.commitIndex) {
            acknowledge(from, chunk.lastIndex(), chunk.totalBytes(), chunk.round());
            return;
        }
        Incoming now = incoming;
        if (now == null || !now.is(state.term, chunk)) {
            if (now != null && now.finishing) {
                // The disk is busy with the other one; the leader will ask again.
                return;
            }
            if (chunk.offset() != 0) {
                ask(from, chunk, 0);
                return;
            }
            now =
                    new Incoming(
                            state.term,
                            chunk.lastIndex(),
                            chunk.lastTerm(),
                            chunk.totalBytes(),
                            0,
                            false);
            state.emit(new Output.BeginSnapshot(chunk.lastIndex(), chunk.lastTerm()));
        }
        if (!now.finishing && chunk.offset() == now.nextOffset) {
            now = takeIn(now, chunk);
        }
        incoming = now;
        ask(from, chunk, now.nextOffset);
    }

    private Incoming takeIn(Incoming now, SnapshotChunk chunk) {
        long next = chunk.offset() + chunk.data().length;
        Invariants.check(next <= now.total, "a snapshot keeps its size", next, now.total);
        state.emit(new Output.WriteSnapshot(chunk.offset(), chunk.data()));
        boolean whole = next == now.total;
        if (whole) {
            state.emit(new Output.FinishSnapshot(now.index, now.term));
        }
        return new Incoming(now.leaderTerm, now.index, now.term, now.total, next, whole);
    }

    private void ask(int to, SnapshotChunk chunk, long nextOffset) {
        state.send(
                to,
                new SnapshotAck(
                        state.term,
                        chunk.lastIndex(),
                        nextOffset,
                        false,
                        chunk.round(),
                        state.directory));
    }

    private void acknowledge(int to, long index, long total, long round) {
        state.sendFlushed(
                to, new SnapshotAck(state.term, index, total, true, round, state.directory), index);
    }

    /** The snapshot is on the disk: everything it stands for is committed. */
    void onReceived(long index, int term, VoterSet voters) {
        Incoming done = incoming;
        incoming = null;
        if (index > state.snapshotIndex) {
            state.snapshotIndex = index;
            state.snapshotTerm = term;
        }
        if (index <= state.commitIndex) {
            return;
        }
        if (!state.log.matches(index, term)) {
            state.history.truncateFrom(index + 1);
            state.log.reset(index, term);
            state.durability.wroteLog(index + 1);
            state.emit(new Output.ResetLog(index, term));
            state.verifiedIndex = index;
        }
        state.verifiedIndex = Math.max(state.verifiedIndex, index);
        state.history.snapshot(index, voters);
        if (!state.history.latest().equals(state.voters)) {
            state.votersChanged();
        }
        state.emit(new Output.Restore(index, term));
        state.commit(index);
        if (done != null && state.leaderId != -1 && state.role == Role.FOLLOWER) {
            acknowledge(state.leaderId, index, done.total, 0);
        }
    }

    void onDamaged() {
        // The next chunk of the leader finds nothing here, and it begins again.
        incoming = null;
    }

    /** This node wrote a snapshot of its own. */
    void onTaken(Input.SnapshotTaken taken) {
        if (taken.index() > state.snapshotIndex) {
            Invariants.check(
                    taken.index() <= state.commitIndex,
                    "a snapshot holds only what is committed",
                    taken.index(),
                    state.commitIndex);
            state.snapshotIndex = taken.index();
            state.snapshotTerm = taken.term();
        }
        state.log.truncateBefore(Math.min(taken.firstIndex(), state.snapshotIndex + 1));
        state.history.forgetBefore(state.snapshotIndex);
    }
}
