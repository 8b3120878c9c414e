package io.odradek.raft.sim;

import io.odradek.raft.Raft;
import io.odradek.raft.runtime.RaftNode;

import java.util.SplittableRandom;

/** Clients: they propose to, and read from, whoever says it leads. */
final class Workload {

    private final Simulation simulation;
    private final ReadsAreLinearizable reads;
    private final SplittableRandom random;
    private long proposed;
    private boolean stopped;

    Workload(Simulation simulation, ReadsAreLinearizable reads, SplittableRandom random) {
        this.simulation = simulation;
        this.reads = reads;
        this.random = random;
    }

    void begin() {
        long mean = 1_000_000_000L / simulation.swarm().proposalsPerSecond();
        simulation
                .scheduler()
                .after(
                        random.nextLong(2 * mean),
                        () -> {
                            if (!stopped) {
                                act();
                                begin();
                            }
                        });
    }

    void stop() {
        stopped = true;
    }

    /** One proposal, so that there is something to agree on. */
    void act() {
        for (SimNode node : simulation.nodes()) {
            SimMachine machine = node.machine;
            if (machine != null && machine.leadsTerm() != -1) {
                int burst = random.nextInt(5) == 0 ? 10 : 1;
                node.onShard(raft -> propose(raft, machine, burst));
                if (random.nextInt(10) == 0) {
                    node.onShard(raft -> read(node.id, raft, machine));
                }
            }
        }
    }

    private void propose(RaftNode raft, SimMachine machine, int burst) {
        for (int i = 0; i < burst && machine.leadsTerm() != -1; i++) {
            byte[] command = new byte[1 + random.nextInt(simulation.swarm().payloadBytesMax())];
            random.nextBytes(command);
            if (raft.propose(machine.leadsTerm(), command) instanceof Raft.Proposal.Accepted) {
                proposed++;
            }
        }
    }

    private void read(int id, RaftNode raft, SimMachine machine) {
        long floor = reads.floor();
        raft.read(
                served -> {
                    if (served) {
                        simulation.served(id, floor, machine.appliedIndex());
                    }
                });
    }

    long proposed() {
        return proposed;
    }
}
