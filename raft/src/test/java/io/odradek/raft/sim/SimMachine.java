package io.odradek.raft.sim;

import io.odradek.raft.StateMachine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A state machine whose state is a hash of its whole history: two that agree did the same. */
final class SimMachine implements StateMachine {

    /** What a machine tells its surroundings. */
    interface Listener {
        void applied(long index, int term, long historyHash);
    }

    private static final int FILLER_BYTES = 700;

    private final Listener listener;
    private long historyHash = 17;
    private long appliedIndex;
    private int leadsTerm = -1;

    SimMachine(Listener listener) {
        this.listener = listener;
    }

    long appliedIndex() {
        return appliedIndex;
    }

    /** -1 when it was not told that it leads. */
    int leadsTerm() {
        return leadsTerm;
    }

    @Override
    public void apply(long index, int term, byte[] command) {
        if (index <= appliedIndex) {
            throw new Checker.Violation("command " + index + " came after " + appliedIndex);
        }
        historyHash = (historyHash * 31 + index) * 31 + Arrays.hashCode(command);
        appliedIndex = index;
        listener.applied(index, term, historyHash);
    }

    @Override
    public void leadershipGained(int term) {
        if (leadsTerm != -1) {
            throw new Checker.Violation("leadership gained twice");
        }
        leadsTerm = term;
    }

    @Override
    public void leadershipLost(int term) {
        if (leadsTerm != term) {
            throw new Checker.Violation("lost a leadership that was never gained");
        }
        leadsTerm = -1;
    }

    @Override
    public void leaderChanged(int leaderId, int term) {}

    @Override
    public byte[] snapshot() {
        return ByteBuffer.allocate(16 + FILLER_BYTES)
                .putLong(historyHash)
                .putLong(appliedIndex)
                .array();
    }

    @Override
    public void restore(long index, int term, byte[] snapshot) {
        ByteBuffer state = ByteBuffer.wrap(snapshot);
        historyHash = state.getLong();
        appliedIndex = state.getLong();
        if (appliedIndex > 0) {
            listener.applied(appliedIndex, term, historyHash);
        }
    }
}
