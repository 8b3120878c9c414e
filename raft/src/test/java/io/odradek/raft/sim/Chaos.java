package io.odradek.raft.sim;

import java.util.List;
import java.util.SplittableRandom;

/** Does harm, as much and of the kinds that the swarm options say, and in time undoes it. */
final class Chaos {

    private static final long MS = 1_000_000;

    private final Simulation simulation;
    private final SplittableRandom random;
    private boolean calm;
    private long faults;

    Chaos(Simulation simulation, SplittableRandom random) {
        this.simulation = simulation;
        this.random = random;
    }

    long faults() {
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
        }
        // Resuming may crash a node on a disk that is down.
        simulation.nodes().stream().filter(node -> !node.isUp()).forEach(SimNode::start);
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
        double[] weights = {
            swarm.crashes(),
            swarm.diskCrashes(),
            swarm.diskFailures(),
            swarm.pauses(),
            swarm.cuts(),
            swarm.resets(),
            swarm.transfers()
        };
        faults++;
        switch (draw(weights)) {
            case 0 -> crash(victim);
            case 1 ->
                    victim.disk.crashAtOperation(victim.disk.operations() + 1 + random.nextInt(30));
            case 2 ->
                    victim.disk.failAtOperation(victim.disk.operations() + 1 + random.nextInt(30));
            case 3 -> pause(victim);
            case 4 -> cut(victim);
            case 5 -> simulation.network().reset(victim.id, any().id);
            case 6 -> transfer();
            default -> {}
        }
        reviveLater();
    }

    private int draw(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double at = random.nextDouble() * sum;
        for (int i = 0; i < weights.length; i++) {
            at -= weights[i];
            if (at < 0) {
                return i;
            }
        }
        return -1;
    }

    private SimNode any() {
        List<SimNode> nodes = simulation.nodes();
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void crash(SimNode victim) {
        if (random.nextInt(8) == 0) {
            simulation.nodes().forEach(node -> node.crash(random.nextBoolean()));
        } else {
            victim.crash(random.nextBoolean());
        }
    }

    /** Whoever is down, by whatever cause, comes back some time. */
    private void reviveLater() {
        for (SimNode node : simulation.nodes()) {
            simulation
                    .scheduler()
                    .after(
                            random.nextLong(4000) * MS,
                            () -> {
                                if (!calm && !node.isUp()) {
                                    node.start();
                                }
                            });
        }
    }

    private void pause(SimNode victim) {
        SimProcess process = victim.process;
        if (process != null && !process.isPaused()) {
            process.pause();
            simulation.scheduler().after(random.nextLong(3000) * MS, process::resume);
        }
    }

    private void cut(SimNode victim) {
        SimNetwork<?> network = simulation.network();
        switch (random.nextInt(3)) {
            case 0 -> network.cut(victim.id, any().id);
            case 1 -> isolate(network, List.of(victim));
            default -> isolate(network, List.of(victim, any()));
        }
        simulation.scheduler().after(random.nextLong(4000) * MS, network::heal);
    }

    private void isolate(SimNetwork<?> network, List<SimNode> some) {
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
    }

    private void transfer() {
        for (SimNode node : simulation.nodes()) {
            SimMachine machine = node.machine;
            if (machine != null && machine.leadsTerm() != -1 && !paused(node)) {
                node.onShard(raft -> raft.transferLeadership(() -> {}));
                return;
            }
        }
    }

    private static boolean paused(SimNode node) {
        return node.process == null || node.process.isPaused();
    }
}
