package io.odradek.raft.runtime;

import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;

import java.util.List;

/** Sees every step of a node's core: for the simulator's checkers, and for hunting bugs. */
public interface NodeTrace {

    /** {@code core} made {@code outputs} of {@code input}; none of them is carried out yet. */
    void stepped(RaftCore core, Input input, List<Output> outputs, long nowNanos);
}
