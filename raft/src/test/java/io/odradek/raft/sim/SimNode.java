package io.odradek.raft.sim;

import io.odradek.log.io.Disk;
import io.odradek.log.io.Shard;
import io.odradek.log.io.SimDisk;
import io.odradek.log.io.SimulatedCrash;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftTransport;
import io.odradek.raft.runtime.RaftNode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One member of a simulated cluster, over all its lives: its disk outlives its process. */
final class SimNode {

    final int id;
    final SimDisk disk;
    private final Simulation simulation;
    private final RaftConfig config;
    private final SplittableRandom random;

    @Nullable SimProcess process;
    @Nullable RaftNode node;
    @Nullable SimMachine machine;
    private @Nullable Shard shard;

    SimNode(Simulation simulation, RaftConfig config, SplittableRandom random) {
        this.simulation = simulation;
        this.config = config;
        this.id = config.nodeId();
        this.random = random;
        this.disk = new SimDisk(random.split());
    }

    boolean isUp() {
        return process != null;
    }

    /** Begins a new life. A crash while it recovers leaves it down. */
    void start() {
        Swarm swarm = simulation.swarm();
        double drift = 1 + (random.nextDouble() - 0.5) * swarm.clockDrift();
        SimProcess born = new SimProcess(simulation.scheduler(), drift);
        SimMachine state = new SimMachine(new Watcher());
        Shard loop = born.newShard();
        process = born;
        machine = state;
        shard = loop;
        try {
            RaftNode raft =
                    RaftNode.open(
                            config,
                            state,
                            new RaftNode.Ground(
                                    simulation.bugs().disk(disk),
                                    loop,
                                    io(born),
                                    simulation.bugs().transport(new Port(born)),
                                    random.split(),
                                    this::fatal),
                            (core, input, outputs, now) ->
                                    simulation.stepped(id, core, input, outputs));
            node = raft;
            raft.start();
        } catch (IOException e) {
            fatal(e);
        } catch (SimulatedCrash powerCut) {
            // Seen below.
        }
        crashIfDiskIsDown();
    }

    /** Runs {@code task} on the node's shard, if it lives. */
    void onShard(Consumer<RaftNode> task) {
        Shard loop = shard;
        RaftNode raft = node;
        if (loop != null && raft != null) {
            loop.execute(() -> task.accept(raft));
        }
    }

    private Executor io(SimProcess born) {
        Executor lane =
                born.newLane(() -> random.nextLong(20_000, simulation.slowestIoNanos() + 1));
        return task ->
                lane.execute(
                        () -> {
                            try {
                                task.run();
                            } catch (SimulatedCrash powerCut) {
                                // Seen below.
                            }
                            crashIfDiskIsDown();
                        });
    }

    private void crashIfDiskIsDown() {
        if (disk.isDown()) {
            crash(random.nextBoolean());
        }
    }

    /** The node stopped itself: that is right when its disk failed, and a bug otherwise. */
    private void fatal(Throwable problem) {
        if (disk.isDown()) {
            return;
        }
        boolean injected =
                problem instanceof IOException
                        && String.valueOf(problem.getMessage()).contains("simulated");
        if (!injected) {
            simulation.fail(problem);
        }
        crash(true);
    }

    /** Ends this life, as a power cut does. */
    void crash(boolean reset) {
        SimProcess dying = process;
        if (dying != null) {
            dying.kill();
            simulation.network().leave(id, reset);
        }
        process = null;
        node = null;
        machine = null;
        shard = null;
        disk.crash();
    }

    /** This node's place in the network during one life. */
    private final class Port implements RaftTransport {
        private final SimProcess life;

        Port(SimProcess life) {
            this.life = life;
        }

        @Override
        public void start(Receiver receiver) {
            simulation
                    .network()
                    .join(
                            id,
                            life,
                            new SimNetwork.Endpoint<>() {
                                @Override
                                public void received(int from, RaftMessage message) {
                                    receiver.received(from, message);
                                }

                                @Override
                                public void connected(int peer) {
                                    receiver.connected(peer);
                                }

                                @Override
                                public void disconnected(int peer) {
                                    receiver.disconnected(peer);
                                }
                            });
        }

        @Override
        public void send(int to, RaftMessage message) {
            simulation.network().send(id, to, message);
        }
    }

    private final class Watcher implements SimMachine.Listener {
        @Override
        public void applied(long index, int term, long historyHash) {
            simulation.applied(id, index, term, historyHash);
        }
    }

    /** What a planted bug puts between a node and its surroundings; by default nothing. */
    interface Bugs {
        default Disk disk(Disk real) {
            return real;
        }

        default RaftTransport transport(RaftTransport real) {
            return real;
        }

        Bugs NONE = new Bugs() {};
    }
}
