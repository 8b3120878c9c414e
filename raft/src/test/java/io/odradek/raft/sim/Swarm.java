package io.odradek.raft.sim;

import io.odradek.raft.RaftConfig;

import java.util.random.RandomGenerator;

/**
 * What kind of cluster, in what kind of world. Drawn from the seed, so that each run exaggerates
 * something else; a run with every fault at once finds less than many runs with some.
 *
 * @param dynamic voters may come and go, and disks may be lost for good
 * @param faultEveryMs mean time between faults, 0 for none
 * @param downMsMax how long a node stays down at most
 */
public record Swarm(
        int voters,
        int observers,
        boolean dynamic,
        SimNetwork.Quality network,
        long syncNanosMax,
        double clockDrift,
        long faultEveryMs,
        long downMsMax,
        Faults faults,
        int proposalsPerSecond,
        int payloadBytesMax,
        RaftConfig.Limits limits,
        RaftConfig.Snapshots snapshots) {

    /**
     * How often what goes wrong, relative to each other. Voter changes, disk losses and bit flips
     * need voters that come and go.
     *
     * @param diskCrashes the power fails in the middle of an operation on the disk
     * @param diskFailures the disk reports an error
     * @param transfers leadership is handed over on request
     * @param stalls the disk hangs for a while
     * @param fullDisks nothing more fits for a while
     * @param voterChanges a voter is added, removed or moved
     * @param diskLosses a node comes back with an empty disk, as somebody else
     * @param bitFlips a bit of what was durable turns over
     * @param voteCrashes of the votes given, which part is followed by a crash at once; not
     *     relative
     */
    public record Faults(
            double crashes,
            double diskCrashes,
            double diskFailures,
            double pauses,
            double cuts,
            double resets,
            double transfers,
            double stalls,
            double fullDisks,
            double voterChanges,
            double diskLosses,
            double bitFlips,
            double voteCrashes) {
        static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static final int NODES_MAX = 7;

    private static final RaftConfig.Limits TINY =
            new RaftConfig.Limits(300, 3, 700, 3_000, 1_000, 2_000, 100, 6);

    /** Draws one. */
    public static Swarm draw(RandomGenerator random) {
        boolean dynamic = random.nextInt(3) != 0;
        int[] sizes = {1, 2, 3, 3, 3, 3, 3, 5, 5, 4};
        int voters = sizes[random.nextInt(sizes.length)];
        int observers = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
        if (dynamic) {
            observers = random.nextInt(NODES_MAX + 1 - voters);
        }
        boolean slow = random.nextInt(4) == 0;
        SimNetwork.Quality network =
                new SimNetwork.Quality(
                        100_000,
                        slow ? 80_000_000 : 2_000_000,
                        pick(random, 0, 0, 0.01, 0.1),
                        pick(random, 0, 0, 0.02, 0.1),
                        random.nextInt(3) == 0);
        return new Swarm(
                voters,
                observers,
                dynamic,
                network,
                (long) pick(random, 200_000, 5_000_000, 60_000_000),
                pick(random, 0, 0, 0.02, 0.2),
                (long) pick(random, 0, 300, 1000, 3000),
                (long) pick(random, 4000, 4000, 200),
                faults(random, dynamic),
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

    private static Faults faults(RandomGenerator random, boolean dynamic) {
        return new Faults(
                pick(random, 0, 1, 3),
                pick(random, 0, 1, 3),
                pick(random, 0, 0.5),
                pick(random, 0, 1),
                pick(random, 0, 1, 3),
                pick(random, 0, 1),
                pick(random, 0, 1),
                pick(random, 0, 0, 1),
                pick(random, 0, 0, 0.5),
                dynamic ? pick(random, 1, 3, 8) : 0,
                dynamic ? pick(random, 0, 0, 0.5, 1.5) : 0,
                dynamic ? pick(random, 0, 0, 1) : 0,
                pick(random, 0, 0, 0.1));
    }

    private Swarm with(int nodes, boolean changes, long everyMs, long downMs, Faults others) {
        return new Swarm(
                nodes,
                changes ? Math.max(0, 5 - nodes) : 0,
                changes,
                network,
                syncNanosMax,
                0,
                everyMs,
                downMs,
                others,
                50,
                100,
                limits,
                snapshots);
    }

    /** The same world, in which every node crashes often. */
    Swarm withManyCrashes() {
        return with(3, false, 500, 4000, new Faults(3, 3, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0));
    }

    /** The same world, in which nodes fall asleep and wake up without knowing it. */
    Swarm withOnlyPauses() {
        Swarm pausing =
                with(3, false, 300, 4000, new Faults(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        return new Swarm(
                3,
                0,
                false,
                network,
                200_000,
                0,
                300,
                4000,
                pausing.faults,
                300,
                10,
                limits,
                snapshots);
    }

    /** The same world, in which elections collide, and voters die between them. */
    Swarm withManyElections() {
        Swarm busy = with(5, false, 100, 100, new Faults(5, 0, 0, 0, 1, 3, 5, 0, 0, 0, 0, 0, 0.3));
        return new Swarm(
                5,
                0,
                false,
                new SimNetwork.Quality(100_000, 80_000_000, 0.01, 0.2, true),
                200_000,
                0,
                busy.faultEveryMs,
                busy.downMsMax,
                busy.faults,
                10,
                10,
                limits,
                snapshots);
    }

    /** The same world, in which leaders are cut off from the rest, one way or both. */
    Swarm withManyCuts() {
        return with(3, false, 400, 4000, new Faults(1, 0, 0, 1, 4, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    /** The same world, in which voters change at every moment. */
    Swarm withManyChanges() {
        return with(3, true, 200, 2000, new Faults(2, 1, 0, 0, 2, 1, 1, 0, 0, 10, 0, 0, 0));
    }

    /** The same world, in which disks are lost and their voters replaced. */
    Swarm withLostDisks() {
        return with(3, true, 200, 2000, new Faults(2, 0, 0, 1, 3, 1, 0, 0, 0, 4, 6, 0, 0));
    }

    /** Three voters and nothing wrong: what happens, the test does. */
    static Swarm calm() {
        return new Swarm(
                3,
                0,
                false,
                new SimNetwork.Quality(100_000, 500_000, 0, 0, false),
                4_000_000,
                0,
                0,
                0,
                Faults.NONE,
                20,
                100,
                RaftConfig.Limits.DEFAULT,
                RaftConfig.Snapshots.DEFAULT);
    }

    private static double pick(RandomGenerator random, double... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
