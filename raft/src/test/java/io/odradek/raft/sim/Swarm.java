package io.odradek.raft.sim;

import io.odradek.raft.RaftConfig;

import java.util.random.RandomGenerator;

/**
 * What kind of cluster, in what kind of world. Drawn from the seed, so that each run exaggerates
 * something else; a run with every fault at once finds less than many runs with some.
 *
 * @param faultEveryMs mean time between faults, 0 for none
 */
public record Swarm(
        int voters,
        int observers,
        SimNetwork.Quality network,
        long syncNanosMax,
        double clockDrift,
        long faultEveryMs,
        double crashes,
        double diskCrashes,
        double diskFailures,
        double pauses,
        double cuts,
        double resets,
        double transfers,
        int proposalsPerSecond,
        int payloadBytesMax,
        RaftConfig.Limits limits,
        RaftConfig.Snapshots snapshots) {

    private static final RaftConfig.Limits TINY =
            new RaftConfig.Limits(300, 3, 700, 3_000, 1_000, 2_000, 100, 3);

    /** Draws one. */
    public static Swarm draw(RandomGenerator random) {
        int[] sizes = {1, 2, 3, 3, 3, 3, 3, 5, 5, 4};
        boolean slow = random.nextInt(4) == 0;
        SimNetwork.Quality network =
                new SimNetwork.Quality(
                        100_000,
                        slow ? 80_000_000 : 2_000_000,
                        pick(random, 0, 0, 0.01, 0.1),
                        pick(random, 0, 0, 0.02, 0.1),
                        random.nextInt(3) == 0);
        return new Swarm(
                sizes[random.nextInt(sizes.length)],
                random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0,
                network,
                (long) pick(random, 200_000, 5_000_000, 60_000_000),
                pick(random, 0, 0, 0.02, 0.2),
                (long) pick(random, 0, 300, 1000, 3000),
                pick(random, 0, 1, 3),
                pick(random, 0, 1, 3),
                pick(random, 0, 0.5),
                pick(random, 0, 1),
                pick(random, 0, 1, 3),
                pick(random, 0, 1),
                pick(random, 0, 1),
                (int) pick(random, 5, 50, 300),
                (int) pick(random, 10, 100, 400),
                random.nextBoolean() ? TINY : RaftConfig.Limits.DEFAULT,
                random.nextInt(3) == 0
                        ? RaftConfig.Snapshots.DEFAULT
                        : new RaftConfig.Snapshots(
                                (long) pick(random, 1_000, 5_000, 20_000),
                                60_000,
                                (long) pick(random, 0, 3_000)));
    }

    /** The same world, in which every node crashes often. */
    Swarm withManyCrashes() {
        return new Swarm(
                3,
                0,
                network,
                syncNanosMax,
                0,
                500,
                3,
                3,
                0,
                0,
                1,
                1,
                0,
                50,
                100,
                limits,
                snapshots);
    }

    /** The same world, in which nodes fall asleep and wake up without knowing it. */
    Swarm withOnlyPauses() {
        return new Swarm(
                3, 0, network, 200_000, 0, 300, 0, 0, 0, 1, 0, 0, 0, 300, 10, limits, snapshots);
    }

    /** Three voters and nothing wrong: what happens, the test does. */
    static Swarm calm() {
        return new Swarm(
                3,
                0,
                new SimNetwork.Quality(100_000, 500_000, 0, 0, false),
                4_000_000,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                20,
                100,
                RaftConfig.Limits.DEFAULT,
                RaftConfig.Snapshots.DEFAULT);
    }

    private static double pick(RandomGenerator random, double... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
