package io.odradek.raft.runtime;

import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.quorum.VoterSet;
import io.odradek.raft.store.RaftStore;

import java.util.function.Consumer;

/** What the core wants of the disk beside writes to its log, and how the answer comes back. */
final class DiskWork {

    private static final byte[] NOTHING = {};

    private DiskWork() {}

    static StoreLane.Job readLog(Output.ReadLog read, long lastIndex, Consumer<Input> step) {
        return store -> {
            var entries = store.read(read.from(), lastIndex, read.bytesMax());
            return () -> step.accept(new Input.LogRead(read.to(), read.from(), entries));
        };
    }

    static StoreLane.Job readSnapshot(Output.ReadSnapshot read, Consumer<Input> step) {
        return store -> {
            RaftStore.SnapshotPiece piece =
                    store.readSnapshotPiece(
                            read.index(), read.term(), read.offset(), read.bytesMax());
            long total = piece == null ? -1 : piece.totalBytes();
            byte[] data = piece == null ? NOTHING : piece.data();
            return () ->
                    step.accept(
                            new Input.SnapshotRead(
                                    read.to(), read.index(), read.offset(), total, data));
        };
    }

    static StoreLane.Job beginSnapshot() {
        return store -> {
            store.beginSnapshot();
            return StoreLane.NOTHING;
        };
    }

    static StoreLane.Job writeSnapshot(Output.WriteSnapshot write) {
        return store -> {
            store.receiveSnapshot(write.offset(), write.data());
            return StoreLane.NOTHING;
        };
    }

    static StoreLane.Job finishSnapshot(Output.FinishSnapshot finish, Consumer<Input> step) {
        long index = finish.index();
        int term = finish.term();
        return store -> {
            VoterSet voters = store.finishSnapshot(index, term);
            return () ->
                    step.accept(
                            voters != null
                                    ? new Input.SnapshotReceived(index, term, voters)
                                    : new Input.SnapshotDamaged(index, term));
        };
    }
}
