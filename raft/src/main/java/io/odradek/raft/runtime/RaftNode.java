package io.odradek.raft.runtime;

import io.odradek.log.io.Disk;
import io.odradek.log.io.Shard;
import io.odradek.raft.Raft;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.RaftTransport;
import io.odradek.raft.StateMachine;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One running node. Open it, then {@link #start} it; everything of {@link Raft} is confined to its
 * shard, while {@code open}, {@code start} and {@link #close} may be called from anywhere.
 */
public final class RaftNode implements Raft {

    private RaftNode() {}

    /**
     * What a node stands on.
     *
     * @param shard runs the node and every call to its state machine
     * @param io runs the node's file operations, in order, one at a time, off the shard
     * @param random decides election timeouts; confined to the shard from now on
     * @param fatal called once, on the shard, when the node had to stop itself because its disk
     *     failed or an invariant broke; the process should halt
     */
    public record Ground(
            Disk disk,
            Shard shard,
            Executor io,
            RaftTransport transport,
            RandomGenerator random,
            Consumer<Throwable> fatal) {}

    /**
     * Recovers what is on the disk (blocking) and makes the node ready to start.
     *
     * @throws IOException when the directory cannot be used; its message says which file, why, and
     *     what to do
     */
    public static RaftNode open(RaftConfig config, StateMachine machine, Ground ground)
            throws IOException {
        if (config.nodeId() < 0) {
            throw new IOException("Not built yet: " + config + machine + ground);
        }
        return new RaftNode();
    }

    /** Restores the state machine from its snapshot, replays, and takes part. */
    public void start() {}

    @Override
    public Proposal propose(int term, byte[] command) {
        return new Proposal.Busy();
    }

    @Override
    public RaftStatus status() {
        throw new IllegalStateException("Not built yet.");
    }

    @Override
    public void transferLeadership(Runnable done) {}

    @Override
    public void read(Consumer<Boolean> outcome) {}

    /**
     * Stops taking part, lets writes under way finish and closes the files; {@code done} runs on
     * the shard. Call {@link #transferLeadership} first for a clean stop.
     */
    public void close(Runnable done) {}
}
