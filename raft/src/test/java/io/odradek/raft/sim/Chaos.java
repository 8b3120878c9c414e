package io.odradek.raft.sim;

import io.odradek.log.io.SimDisk;
import io.odradek.raft.core.Output;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/** Does harm, as much and of the kinds that the swarm options say, and in time undoes it. */
final class Chaos {

    private static final long MS = 1_000_000;

    private final Simulation simulation;
    private final SplittableRandom random;
    private boolean calm;
    private final Map<String, Long> faults = new TreeMap<>();

    Chaos(Simulation simulation, SplittableRandom random) {
        this.simulation = simulation;
        this.random = random;
    }

    /** How many, by kind. */
    Map<String, Long> faults() {
        return faults;
    }

    boolean isOver() {
        return calm;
    }

    void begin() {
        if (simulation.swarm().faultEveryMs() > 0) {
            next();
        }
    }

    /** No more harm; all that was done is undone. */
    void end() {
        calm = true;
        simulation.network().heal();
        simulation.network().quality(SimNetwork.Quality.PERFECT);
        for (SimNode node : simulation.nodes()) {
            if (node.process != null) {
                node.process.resume();
            }
            // An armed crash or failure must not strike in the calm.
            node.disk.crashAtOperation(-1);
            node.disk.failAtOperation(-1);
            node.disk.capacity(Long.MAX_VALUE);
            node.stall(0);
        }
        // Resuming may crash a node on a disk that is down.
        simulation.nodes().forEach(Chaos::revive);
        // What failed at the last moment is noticed only now.
        simulation.scheduler().after(1000 * MS, () -> simulation.nodes().forEach(Chaos::revive));
    }

    /** A node does what {@code output} says. */
    void stepped(SimNode node, Output output) {
        boolean votes =
                output instanceof Output.SaveVote(int _, int votedFor, var _) && votedFor > 0;
        double part = simulation.swarm().faults().voteCrashes();
        if (calm || part == 0 || !votes || random.nextDouble() >= part) {
            return;
        }
        faults.merge("crash after a vote", 1L, Long::sum);
        // Late enough for the vote to have left.
        simulation
                .scheduler()
                .after(
                        random.nextLong(10 * MS),
                        () -> {
                            if (!calm) {
                                node.crash(random.nextBoolean());
                                reviveLater();
                            }
                        });
    }

    private void next() {
        long mean = simulation.swarm().faultEveryMs() * MS;
        simulation
                .scheduler()
                .after(
                        random.nextLong(2 * mean),
                        () -> {
                            if (!calm) {
                                strike();
                                next();
                            }
                        });
    }

    private void strike() {
        Swarm swarm = simulation.swarm();
        SimNode victim = any();
        Swarm.Faults often = swarm.faults();
        double[] weights = {
            often.crashes(),
            often.diskCrashes(),
            often.diskFailures(),
            often.pauses(),
            often.cuts(),
            often.resets(),
            often.transfers(),
            often.stalls(),
            often.fullDisks(),
            often.voterChanges(),
            often.diskLosses(),
            often.bitFlips()
        };
        long soon = victim.disk.operations() + 1 + random.nextInt(30);
        String kind =
                switch (Weights.draw(random, weights)) {
                    case 0 -> crash(victim);
                    case 1 -> {
                        victim.disk.crashAtOperation(soon);
                        yield "power cut in an operation";
                    }
                    case 2 -> {
                        victim.disk.failAtOperation(soon);
                        yield "disk error";
                    }
                    case 3 -> pause(victim);
                    case 4 -> cut(victim);
                    case 5 -> {
                        simulation.network().reset(victim.id, any().id);
                        yield "connection reset";
                    }
                    case 6 -> transfer();
                    case 7 -> stall(victim);
                    case 8 -> fill(victim);
                    case 9 -> {
                        simulation.operator().changeVoters();
                        yield "voter change";
                    }
                    case 10 -> loseDisk(victim);
                    case 11 -> flipBit(victim);
                    default -> "nothing";
                };
        faults.merge(kind, 1L, Long::sum);
        reviveLater();
    }

    private String stall(SimNode victim) {
        victim.stall(simulation.scheduler().nowNanos() + random.nextLong(3000) * MS);
        return "disk stall";
    }

    private String fill(SimNode victim) {
        victim.disk.capacity(random.nextInt(20_000));
        SimDisk filled = victim.disk;
        simulation
                .scheduler()
                .after(random.nextLong(3000) * MS, () -> filled.capacity(Long.MAX_VALUE));
        return "disk full";
    }

    private String loseDisk(SimNode victim) {
        if (!simulation.operator().mayLose(victim.identity().directoryId())) {
            return "nothing";
        }
        victim.replaceDisk();
        return "disk lost";
    }

    /** What is damaged must be noticed when it is next read; if it is not, it was not needed. */
    private String flipBit(SimNode victim) {
        UUID directory = victim.identity().directoryId();
        if (!victim.isUp()
                || victim.disk.isDown()
                || !simulation.operator().mayLose(directory)
                || !victim.flipBit()) {
            return "nothing";
        }
        simulation.operator().lose(directory);
        simulation
                .scheduler()
                .after(
                        random.nextLong(2000) * MS,
                        () -> {
                            if (victim.isDamaged()) {
                                victim.crash(true);
                                victim.start();
                            }
                        });
        simulation
                .scheduler()
                .after(
                        4000 * MS,
                        () -> {
                            if (victim.isDamaged()) {
                                simulation.count("damage unread");
                                victim.replaceDisk();
                            }
                        });
        return "bit flip";
    }

    private static void revive(SimNode node) {
        for (int attempts = 0; !node.isUp(); attempts++) {
            if (attempts == 10) {
                throw new IllegalStateException("node " + node.id + " does not start");
            }
            node.start();
        }
    }

    private SimNode any() {
        List<SimNode> nodes = simulation.nodes();
        return nodes.get(random.nextInt(nodes.size()));
    }

    private String crash(SimNode victim) {
        if (random.nextInt(8) == 0) {
            simulation.nodes().forEach(node -> node.crash(random.nextBoolean()));
            return "crash of all";
        }
        victim.crash(random.nextBoolean());
        return "crash";
    }

    /** Whoever is down, by whatever cause, comes back some time. */
    private void reviveLater() {
        for (SimNode node : simulation.nodes()) {
            simulation
                    .scheduler()
                    .after(
                            random.nextLong(simulation.swarm().downMsMax()) * MS,
                            () -> {
                                if (!calm && !node.isUp()) {
                                    node.start();
                                }
                            });
        }
    }

    private String pause(SimNode victim) {
        SimProcess process = victim.process;
        if (process != null && !process.isPaused()) {
            process.pause();
            simulation.scheduler().after(random.nextLong(3000) * MS, process::resume);
        }
        return "pause";
    }

    private String cut(SimNode victim) {
        SimNetwork<?> network = simulation.network();
        String kind =
                switch (random.nextInt(3)) {
                    case 0 -> {
                        network.cut(victim.id, any().id);
                        yield "cut, one way";
                    }
                    case 1 -> isolate(network, List.of(victim));
                    default -> isolate(network, List.of(victim, any()));
                };
        simulation.scheduler().after(random.nextLong(4000) * MS, network::heal);
        return kind;
    }

    private String isolate(SimNetwork<?> network, List<SimNode> some) {
        int direction = random.nextInt(3);
        for (SimNode inside : some) {
            for (SimNode outside : simulation.nodes()) {
                if (!some.contains(outside)) {
                    if (direction != 0) {
                        network.cut(inside.id, outside.id);
                    }
                    if (direction != 1) {
                        network.cut(outside.id, inside.id);
                    }
                }
            }
        }
        return direction == 2 ? "partition" : "partition, one way";
    }

    private String transfer() {
        for (SimNode node : simulation.nodes()) {
            SimMachine machine = node.machine;
            if (machine != null && machine.leadsTerm() != -1 && !paused(node)) {
                node.onShard(raft -> raft.transferLeadership(() -> {}));
                return "transfer";
            }
        }
        return "nothing";
    }

    private static boolean paused(SimNode node) {
        return node.process == null || node.process.isPaused();
    }
}
