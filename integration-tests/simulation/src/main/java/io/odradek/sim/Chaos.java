package io.odradek.sim;

import io.odradek.controller.ControllerCore;
import io.odradek.raft.sim.Scheduler;
import io.odradek.raft.sim.Weights;
import io.odradek.sim.node.SimHost;
import io.odradek.sim.node.World;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Does harm, as much and of the kinds that the swarm says, and in time undoes it. The strikes are
 * numbered, and some may be spared: that is how a failing run is made smaller.
 */
final class Chaos {
    private static final long MS = 1_000_000;
    private static final int FREE_BYTES_MAX = 100_000;

    private final World world;
    private final ClusterSwarm.Faults faults;
    private final List<SimHost> hosts;
    private final SplittableRandom strikes;
    private final Set<Integer> spared;
    private SplittableRandom random;
    private int struck;
    private final Map<String, Integer> injected = new TreeMap<>();
    private boolean calm;
    private @Nullable SimHost damaged;

    Chaos(
            World world,
            ClusterSwarm.Faults faults,
            List<SimHost> hosts,
            SplittableRandom random,
            Set<Integer> spared) {
        this.world = world;
        this.faults = faults;
        this.hosts = hosts;
        this.strikes = random;
        this.random = random.split();
        this.spared = spared;
    }

    /** How many faults were drawn, done or not. */
    int struck() {
        return struck;
    }

    /** How many faults of each kind. */
    Map<String, Integer> injected() {
        return injected;
    }

    void begin() {
        if (faults.faultEveryMs() > 0) {
            next();
        }
    }

    private Scheduler scheduler() {
        return world.scheduler();
    }

    private void next() {
        scheduler()
                .after(
                        strikes.nextLong(2 * faults.faultEveryMs() * MS),
                        () -> {
                            if (!calm) {
                                // Of its own, so that one that is left out changes no other.
                                random = strikes.split();
                                if (!spared.contains(struck++)) {
                                    strike();
                                }
                                next();
                            }
                        });
    }

    /** No more harm; all that was done is undone. */
    void end() {
        calm = true;
        world.note("calm from here on");
        heal();
        repair();
        for (SimHost host : hosts) {
            host.resume();
            host.disk().crashAtOperation(-1);
            host.disk().failAtOperation(-1);
            host.disk().capacity(Long.MAX_VALUE);
            host.ioNanosMax(host.plannedIoNanosMax());
        }
        hosts.stream().filter(host -> !host.isUp()).forEach(SimHost::start);
        restartTheFallen();
    }

    /** A clean stop that was begun before the calm may still end one. */
    private void restartTheFallen() {
        scheduler()
                .after(
                        500 * MS,
                        () -> {
                            hosts.stream().filter(h -> !h.isUp()).forEach(SimHost::start);
                            restartTheFallen();
                        });
    }

    private void heal() {
        world.raftNetwork().heal();
        world.streams().heal();
    }

    private void strike() {
        double[] weights = {
            faults.kills(),
            faults.powerCuts(),
            faults.diskCrashes(),
            faults.diskErrors(),
            faults.pauses(),
            faults.cuts(),
            faults.resets(),
            faults.slowDisks(),
            faults.stops(),
            faults.transfers(),
            faults.fullDisks(),
            faults.bitFlips()
        };
        SimHost victim = any();
        switch (Weights.draw(random, weights)) {
            case 0 -> several("kill -9", victim, SimHost::kill);
            case 1 -> several("power cut", victim, SimHost::cutPower);
            case 2 -> {
                count("power cut in a file operation");
                victim.disk().crashAtOperation(soon(victim));
            }
            case 3 -> {
                count("disk error");
                victim.disk().failAtOperation(soon(victim));
            }
            case 4 -> freeze(victim);
            case 5 -> cut(victim);
            case 6 -> {
                SimHost other = any();
                count("connections reset");
                world.note(
                        "connections between %d and %d reset".formatted(victim.id(), other.id()));
                world.raftNetwork().reset(victim.id(), other.id());
                world.streams().reset(victim.id(), other.id());
            }
            case 7 -> slow(victim);
            case 8 -> {
                count("clean stop");
                victim.stop();
            }
            case 9 -> transfer();
            case 10 -> fill(victim);
            case 11 -> flipBit(victim);
            default -> {}
        }
        reviveLater();
    }

    private long soon(SimHost victim) {
        return victim.disk().operations() + 1 + random.nextInt(200);
    }

    private void count(String kind) {
        injected.merge(kind, 1, Integer::sum);
    }

    private SimHost any() {
        return hosts.get(random.nextInt(hosts.size()));
    }

    private interface Harm {
        void to(SimHost host);
    }

    /** One, and now and then all at once. */
    private void several(String kind, SimHost victim, Harm harm) {
        if (random.nextInt(8) == 0) {
            count(kind + " of all");
            hosts.forEach(harm::to);
        } else {
            count(kind);
            harm.to(victim);
        }
    }

    /** Whoever is down, by whatever cause, comes back some time. */
    private void reviveLater() {
        for (SimHost host : hosts) {
            scheduler()
                    .after(
                            random.nextLong(5000) * MS,
                            () -> {
                                if (!calm) {
                                    host.start();
                                }
                            });
        }
    }

    private void freeze(SimHost victim) {
        if (victim.isUp() && !victim.isPaused()) {
            count("freeze");
            victim.pause();
            scheduler().after(random.nextLong(6000) * MS, victim::resume);
        }
    }

    private void slow(SimHost victim) {
        count("slow disk");
        victim.ioNanosMax(500 * MS);
        scheduler()
                .after(
                        random.nextLong(4000) * MS,
                        () -> victim.ioNanosMax(victim.plannedIoNanosMax()));
    }

    /** Somebody else takes all space but a little, and gives it back some seconds later. */
    private void fill(SimHost victim) {
        count("full disk");
        world.note("the disk of %d is nearly full".formatted(victim.id()));
        victim.disk().capacity(victim.disk().usedBytes() + random.nextInt(FREE_BYTES_MAX));
        scheduler()
                .after(
                        random.nextLong(6000) * MS,
                        () -> {
                            world.note("the disk of %d has space".formatted(victim.id()));
                            victim.disk().capacity(Long.MAX_VALUE);
                        });
    }

    /**
     * One controller's metadata is damaged while its process is down, and must not be served when
     * it is back. Never two: a majority must know what was committed. Some seconds later somebody
     * repairs it.
     */
    private void flipBit(SimHost victim) {
        if (damaged != null || !victim.plan().controller()) {
            return;
        }
        victim.kill();
        if (victim.damageMetadata()) {
            count("bit flip");
            damaged = victim;
            scheduler().after(random.nextLong(4000) * MS, this::repair);
        }
        victim.start();
    }

    private void repair() {
        SimHost repaired = damaged;
        damaged = null;
        if (repaired != null) {
            repaired.kill();
            repaired.repairMetadata();
            repaired.start();
        }
    }

    private void cut(SimHost victim) {
        SimHost other = any();
        switch (random.nextInt(4)) {
            case 0 -> {
                count("link cut one way");
                cutLink(victim.id(), other.id());
            }
            case 1 -> {
                count("isolated one way");
                boolean outward = random.nextBoolean();
                for (SimHost peer : hosts) {
                    cutLink(outward ? victim.id() : peer.id(), outward ? peer.id() : victim.id());
                }
            }
            case 2 -> {
                count("isolated");
                isolate(List.of(victim));
            }
            default -> {
                count("partition");
                isolate(List.of(victim, other));
            }
        }
        scheduler()
                .after(
                        random.nextLong(8000) * MS,
                        () -> {
                            world.note("network heals");
                            heal();
                        });
    }

    private void isolate(List<SimHost> some) {
        for (SimHost inside : some) {
            for (SimHost outside : hosts) {
                if (!some.contains(outside)) {
                    cutLink(inside.id(), outside.id());
                    cutLink(outside.id(), inside.id());
                }
            }
        }
    }

    private void cutLink(int from, int to) {
        if (from != to) {
            world.note("nothing from %d reaches %d".formatted(from, to));
            world.raftNetwork().cut(from, to);
            world.streams().cut(from, to);
        }
    }

    private void transfer() {
        for (SimHost host : hosts) {
            ControllerCore controller = host.controller();
            if (controller != null && controller.active() && !host.isPaused()) {
                count("controller handed on");
                world.note("controller %d hands on".formatted(host.id()));
                controller.raft().transferLeadership(() -> {});
                return;
            }
        }
    }
}
