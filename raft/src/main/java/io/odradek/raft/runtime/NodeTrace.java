package io.odradek.raft.runtime;

import io.odradek.raft.core.Flaw;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;

import java.util.List;
import java.util.Set;

/** Sees every step of a node's core: for the simulator's checkers, and for hunting bugs. */
public interface NodeTrace {

    /** {@code core} made {@code outputs} of {@code input}; none of them is carried out yet. */
    void stepped(RaftCore core, Input input, List<Output> outputs, long nowNanos);

    /** Bugs the core shall have; for the simulator's tests of its own checkers. */
    default Set<Flaw> flaws() {
        return Set.of();
    }
}
