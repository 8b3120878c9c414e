package io.odradek.raft.sim;

import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;

import java.util.List;

/** Watches all nodes at once for one property. Throws {@link Violation} when it does not hold. */
public interface Checker {

    /** What does not hold. */
    final class Violation extends RuntimeException {
        public Violation(String what) {
            super(what);
        }
    }

    /** New ones of all properties that the nodes' steps alone can show to be broken. */
    static List<Checker> ofSteps() {
        return List.of(
                new OneLeaderPerTerm(),
                new LogMatching(),
                new LeaderCompleteness(),
                new VotersChangeOneByOne(),
                new VotersAgree(),
                new CommitsByMajority());
    }

    /** Node {@code id} made {@code outputs} of {@code input}; they are not carried out yet. */
    default void stepped(int id, RaftCore core, Input input, List<Output> outputs) {}

    /** Node {@code id}'s state machine reached {@code index}, where its history hashes so. */
    default void applied(int id, long index, int term, long historyHash) {}

    /** Everything is calm and has had time to agree. */
    default void finished() {}
}
