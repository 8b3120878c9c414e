package io.odradek.raft.core;

import io.odradek.raft.RaftMessage.SnapshotAck;
import io.odradek.raft.RaftMessage.SnapshotChunk;

import org.jspecify.annotations.Nullable;

/**
 * How a leader brings up a follower that its log no longer reaches (Raft §7): chunk by chunk, one
 * under way, each where the follower says it is. So a transfer resumes after any loss.
 */
final class SnapshotSending {

    private final CoreState state;

    SnapshotSending(CoreState state) {
        this.state = state;
    }

    void begin(Leadership leading, Progress follower) {
        Invariants.check(
                state.snapshotIndex >= state.log.baseIndex(),
                "the log begins where the snapshot ends, or before",
                state.log.baseIndex(),
                state.snapshotIndex);
        follower.beginSnapshot(state.snapshotIndex, state.snapshotTerm);
        read(follower);
    }

    /** At every heartbeat: a chunk or its answer may have been lost. */
    void resume(Leadership leading, Progress follower) {
        if (follower.mode != Progress.Mode.SNAPSHOT) {
            begin(leading, follower);
            return;
        }
        long patience = 2 * state.config.heartbeatMs() * 1_000_000;
        boolean stuck = !follower.chunkUnderWay || state.now - follower.chunkSentNanos > patience;
        if (stuck && !follower.reading) {
            follower.chunkUnderWay = false;
            read(follower);
        }
    }

    private void read(Progress follower) {
        if (!follower.reading) {
            follower.reading = true;
            state.emit(
                    new Output.ReadSnapshot(
                            follower.id,
                            follower.snapshotIndex,
                            follower.snapshotTerm,
                            follower.snapshotOffset,
                            state.config.limits().snapshotChunkBytes()));
        }
    }

    void onRead(Input.SnapshotRead read) {
        Leadership leading = state.leadership;
        Progress follower = leading == null ? null : leading.follower(read.to());
        if (leading == null || follower == null) {
            return;
        }
        follower.reading = false;
        if (follower.mode != Progress.Mode.SNAPSHOT) {
            return;
        }
        boolean gone = read.totalBytes() < 0;
        boolean newer = follower.snapshotIndex < state.snapshotIndex;
        boolean same =
                read.index() == follower.snapshotIndex && read.offset() == follower.snapshotOffset;
        if (gone && newer) {
            begin(leading, follower);
        } else if (!gone && same) {
            follower.snapshotBytes = read.totalBytes();
            follower.chunkUnderWay = true;
            follower.chunkSentNanos = state.now;
            state.send(
                    follower.id,
                    new SnapshotChunk(
                            state.term,
                            follower.snapshotIndex,
                            follower.snapshotTerm,
                            read.offset(),
                            read.totalBytes(),
                            read.data(),
                            leading.nextRound()));
        }
    }

    /** Returns the follower once it may go on with entries. */
    @Nullable Progress onAck(int from, SnapshotAck ack) {
        Leadership leading = state.leadership;
        Progress follower = leading == null ? null : leading.follower(from);
        if (leading == null
                || follower == null
                || follower.mode != Progress.Mode.SNAPSHOT
                || ack.lastIndex() != follower.snapshotIndex) {
            return null;
        }
        if (ack.installed()) {
            follower.matched(ack.lastIndex(), leading.round);
            matched(leading, follower);
            return follower;
        }
        if (ack.nextOffset() != follower.snapshotOffset) {
            follower.snapshotOffset = ack.nextOffset();
            // With the last piece the follower has work to do; then it tells by itself.
            follower.chunkUnderWay = ack.nextOffset() == follower.snapshotBytes;
            if (!follower.chunkUnderWay) {
                read(follower);
            }
        }
        return null;
    }

    /** The follower may hold the whole snapshot by now, whoever told. */
    void matched(Leadership leading, Progress follower) {
        if (follower.matchIndex >= follower.snapshotIndex) {
            follower.probeFrom(follower.matchIndex + 1, leading.round + 1);
        }
    }
}
