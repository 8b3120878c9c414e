package io.odradek.sim.node;

import io.odradek.raft.RaftMessage;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.sim.Scheduler;
import io.odradek.raft.sim.SimNetwork;
import io.odradek.sim.net.Streams;

import java.util.List;

/** What a host is in: time, two kinds of network, and somebody who watches. */
public interface World {
    Scheduler scheduler();

    SimNetwork<RaftMessage> raftNetwork();

    Streams streams();

    /** What is planted in every node. */
    Bugs bugs();

    /** Something is wrong with the code under test; ends the simulation. */
    void fail(Throwable problem);

    /** For people who read the end of a failed run. */
    void note(String what);

    void stepped(int host, RaftCore core, Input input, List<Output> outputs);
}
