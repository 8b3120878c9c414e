package io.odradek.raft.sim;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.Shard;
import io.odradek.log.io.SimDisk;
import io.odradek.log.io.SimulatedCrash;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.RaftTransport;
import io.odradek.raft.core.Flaw;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.runtime.NodeTrace;
import io.odradek.raft.runtime.RaftNode;
import io.odradek.raft.store.CorruptStoreException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One member of a simulated cluster, over all its lives: its disk outlives its process. */
final class SimNode {

    final int id;
    SimDisk disk;
    private final Simulation simulation;
    private RaftConfig config;
    private int disks = 1;

    /** A bit was flipped on it: to stop because of that is right. */
    private boolean damaged;

    private long stalledUntilNanos;
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

    Voter identity() {
        return new Voter(id, config.directoryId(), "sim", id);
    }

    /** Comes back with nothing, as somebody else, who was formatted to join. */
    void replaceDisk() {
        crash(random.nextBoolean());
        simulation.operator().lose(config.directoryId());
        damaged = false;
        disks++;
        disk = new SimDisk(random.split());
        config =
                new RaftConfig(
                        id,
                        new UUID(id, disks),
                        RaftConfig.Quorum.DYNAMIC,
                        List.of(),
                        config.directory(),
                        config.electionTimeoutMs(),
                        config.heartbeatMs(),
                        config.limits(),
                        config.snapshots());
        simulation
                .scheduler()
                .after(
                        random.nextLong(2_000_000_000L),
                        () -> {
                            if (!isUp()) {
                                start();
                            }
                        });
    }

    /**
     * Turns one bit over of what is surely synced: of a closed log file, of a snapshot or of the
     * vote. What was written last cannot be told from a torn write.
     */
    boolean flipBit() {
        try {
            List<Path> files = new ArrayList<>();
            List<Path> logs = new ArrayList<>();
            for (Path path : disk.list(config.directory())) {
                String name = String.valueOf(path.getFileName());
                (name.endsWith(".raftlog") ? logs : files).add(path);
            }
            files.removeIf(path -> path.toString().endsWith(".tmp"));
            files.addAll(logs.subList(0, Math.max(0, logs.size() - 1)));
            if (files.isEmpty()) {
                return false;
            }
            Path victim = files.get(random.nextInt(files.size()));
            long size;
            try (DiskFile file = disk.open(victim, Disk.Mode.READ)) {
                size = file.size();
            }
            disk.flipBit(victim, random.nextLong(size * 8));
            damaged = true;
            return true;
        } catch (SimulatedCrash | IOException armed) {
            // Another fault struck here instead.
            crashIfDiskIsDown();
            return false;
        }
    }

    boolean isDamaged() {
        return damaged;
    }

    /** The disk hangs until then. */
    void stall(long untilNanos) {
        stalledUntilNanos = untilNanos;
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
                            new Trace());
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
                born.newLane(
                        () -> {
                            long stall = stalledUntilNanos - simulation.scheduler().nowNanos();
                            return Math.max(0, stall)
                                    + random.nextLong(20_000, simulation.slowestIoNanos() + 1);
                        });
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
        if (damaged && problem instanceof CorruptStoreException) {
            simulation.count("damage found");
            replaceDisk();
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

    private final class Trace implements NodeTrace {
        @Override
        public void stepped(RaftCore core, Input input, List<Output> outputs, long nowNanos) {
            simulation.stepped(id, core, input, outputs);
        }

        @Override
        public Set<Flaw> flaws() {
            return simulation.bugs().flaws();
        }
    }

    /**
     * This node's place in the network during one life. It reaches whom it was told of, who wrote
     * to it, and the bootstrap servers behind negative numbers.
     */
    private final class Port implements RaftTransport {
        private final SimProcess life;
        private final Set<Integer> heard = new HashSet<>();
        private Set<Integer> reachable = Set.of();

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
                                    heard.add(from);
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
            if (to < 0) {
                simulation.network().send(id, -to, message);
            } else if (reachable.contains(to) || heard.contains(to)) {
                simulation.network().send(id, to, message);
            }
        }

        @Override
        public void reach(List<Voter> voters) {
            reachable = voters.stream().map(Voter::id).collect(Collectors.toSet());
        }

        @Override
        public Set<Integer> bootstrap() {
            return simulation.swarm().dynamic()
                    ? simulation.bootstrapServers().stream()
                            .map(server -> -server)
                            .collect(Collectors.toCollection(LinkedHashSet::new))
                    : Set.of();
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

        default Set<Flaw> flaws() {
            return Set.of();
        }

        Bugs NONE = new Bugs() {};
    }
}
