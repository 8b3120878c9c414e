package io.odradek.raft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** How long a quorum is without a leader, in virtual milliseconds, over many seeds. */
final class FailoverTest {

    private static final int RUNS = 100;
    private static final long MS = 1_000_000;

    private static Simulation healthy(long seed) {
        Simulation simulation =
                new Simulation(seed, Swarm.calm(), SimNode.Bugs.NONE, Set.of(), false);
        simulation.begin();
        simulation.scheduler().run(3000 * MS);
        assertNotEquals(-1, simulation.leader(), "seed " + seed);
        return simulation;
    }

    private static SimNode node(Simulation simulation, int id) {
        return simulation.nodes().get(id - 1);
    }

    private static long untilNewLeader(Simulation simulation, int old) {
        long begun = simulation.scheduler().nowNanos();
        while (simulation.leader() == -1 || simulation.leader() == old) {
            simulation.scheduler().run(MS);
            long waited = (simulation.scheduler().nowNanos() - begun) / MS;
            assertTrue(waited < 10_000, "no leader after ten seconds");
        }
        return (simulation.scheduler().nowNanos() - begun) / MS;
    }

    /** Kills the leader at a random moment of its heartbeats. */
    private static long[] gapsAfterKill(boolean reset) {
        return LongStream.range(0, RUNS)
                .map(
                        seed -> {
                            Simulation simulation = healthy(seed);
                            long jitter = new SplittableRandom(seed).nextLong(150 * MS);
                            simulation.scheduler().run(jitter);
                            int leader = simulation.leader();
                            node(simulation, leader).crash(reset);
                            return untilNewLeader(simulation, leader);
                        })
                .sorted()
                .toArray();
    }

    private static void print(String what, long[] gaps) {
        System.out.printf(
                "%s: median %d ms, 95%% %d ms, worst %d ms%n",
                what, gaps[RUNS / 2], gaps[RUNS * 95 / 100], gaps[RUNS - 1]);
    }

    @Test
    void killedLeaderIsReplacedWithinAFewTensOfMilliseconds() {
        long[] gaps = gapsAfterKill(true);
        print("Leader killed, connections reset", gaps);
        assertTrue(gaps[RUNS / 2] < 100, "median " + gaps[RUNS / 2]);
        assertTrue(gaps[RUNS * 95 / 100] < 250, "95 % " + gaps[RUNS * 95 / 100]);
        assertTrue(gaps[RUNS - 1] < 1000, "worst " + gaps[RUNS - 1]);
    }

    @Test
    void vanishedLeaderIsReplacedWithinTwoElectionTimeouts() {
        long[] gaps = gapsAfterKill(false);
        print("Leader's host vanished, silence", gaps);
        assertTrue(gaps[0] > 700, "an election against a live leader? " + gaps[0]);
        assertTrue(gaps[RUNS / 2] < 2000, "median " + gaps[RUNS / 2]);
        assertTrue(gaps[RUNS - 1] < 4000, "worst " + gaps[RUNS - 1]);
    }

    @Test
    void leadershipChangesHandsInAFewRoundTrips() {
        for (long seed = 0; seed < 20; seed++) {
            Simulation simulation = healthy(seed);
            int leader = simulation.leader();
            boolean[] done = {false};
            node(simulation, leader).onShard(raft -> raft.transferLeadership(() -> done[0] = true));
            long gap = untilNewLeader(simulation, leader);
            assertTrue(gap < 50, "seed " + seed + ": " + gap + " ms");
            assertTrue(done[0], "seed " + seed);
        }
    }

    @Test
    void oneBrokenConnectionDisturbsNoHealthyLeader() {
        for (long seed = 0; seed < 20; seed++) {
            Simulation simulation = healthy(seed);
            int leader = simulation.leader();
            int follower = leader % 3 + 1;
            for (int i = 0; i < 20; i++) {
                simulation.network().reset(leader, follower);
                simulation.scheduler().run(100 * MS);
            }
            simulation.scheduler().run(2000 * MS);
            assertEquals(leader, simulation.leader(), "seed " + seed);
        }
    }

    @Test
    void freshQuorumElectsItsFirstLeaderAtOnce() {
        for (long seed = 0; seed < 20; seed++) {
            Simulation simulation =
                    new Simulation(seed, Swarm.calm(), SimNode.Bugs.NONE, Set.of(), false);
            simulation.begin();
            assertTrue(untilNewLeader(simulation, -1) < 500, "seed " + seed);
        }
    }
}
