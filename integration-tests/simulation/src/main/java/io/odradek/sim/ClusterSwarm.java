package io.odradek.sim;

import io.odradek.raft.sim.SimNetwork;

import java.util.random.RandomGenerator;

/**
 * What kind of cluster, in what kind of world. Drawn from the seed, so that each run exaggerates
 * something else; a run with every fault at once finds less than many runs with some.
 *
 * @param separate controllers have nodes of their own
 * @param snapshotBytes of metadata log between two snapshots
 * @param syncFlush whether an acknowledged record is on disks; else in page caches, and then nobody
 *     loses power
 */
public record ClusterSwarm(
        int brokers,
        boolean separate,
        int shards,
        boolean syncFlush,
        double clockDrift,
        long ioNanosMax,
        SimNetwork.Quality raftNetwork,
        long delayNanosMax,
        long snapshotBytes,
        Faults faults,
        Load load) {

    /**
     * How often, and how much of each kind.
     *
     * @param faultEveryMs mean time between faults, 0 for none
     */
    public record Faults(
            long faultEveryMs,
            double kills,
            double powerCuts,
            double diskCrashes,
            double diskErrors,
            double pauses,
            double cuts,
            double resets,
            double slowDisks,
            double stops,
            double transfers,
            double fullDisks,
            double bitFlips) {
        static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** What clients do. */
    public record Load(
            int topics,
            int partitions,
            int replicas,
            int minInSync,
            int producers,
            int readers,
            int inFlight,
            long pauseMsMax,
            int rollMs,
            Grouping grouping,
            Operating operating) {}

    /**
     * What operators do.
     *
     * @param churns topics that are created, used, deleted and created again
     * @param lifeMsMax how long each of their lives is written to, at most
     * @param moveEveryMsMax between two acts of one who moves partitions, at most; 0 for nobody
     */
    public record Operating(int churns, long lifeMsMax, long moveEveryMsMax) {}

    /**
     * Consumer groups.
     *
     * @param groups how many, 0 for none
     * @param members places in each
     * @param statics part of the places whose members have instance ids
     * @param lifeMsMax how long a member lives before it goes, at most; 0 for ever
     */
    public record Grouping(int groups, int members, double statics, long lifeMsMax) {}

    /** Draws one. */
    public static ClusterSwarm draw(RandomGenerator random) {
        int[] sizes = {1, 3, 3, 3, 3, 3, 3, 4, 5};
        int brokers = sizes[random.nextInt(sizes.length)];
        boolean sync = random.nextInt(4) > 0;
        boolean slow = random.nextInt(4) == 0;
        long delayMax = slow ? 30_000_000 : 1_000_000;
        int replicas = Math.min(brokers, random.nextInt(6) == 0 ? 1 + random.nextInt(3) : 3);
        return new ClusterSwarm(
                brokers,
                random.nextInt(4) == 0,
                1 + random.nextInt(2),
                sync,
                pick(random, 0, 0, 0.01, 0.1),
                (long) pick(random, 200_000, 3_000_000, 40_000_000),
                new SimNetwork.Quality(
                        100_000,
                        delayMax,
                        pick(random, 0, 0, 0.01, 0.05),
                        pick(random, 0, 0, 0.05),
                        random.nextInt(3) == 0),
                delayMax,
                (long) pick(random, 8_000, 40_000, 20 << 20),
                new Faults(
                        (long) pick(random, 0, 500, 1500, 4000),
                        pick(random, 0, 1, 3),
                        sync ? pick(random, 0, 1, 3) : 0,
                        sync ? pick(random, 0, 1, 3) : 0,
                        pick(random, 0, 0, 0.5),
                        pick(random, 0, 1),
                        pick(random, 0, 1, 3),
                        pick(random, 0, 1),
                        pick(random, 0, 0.5),
                        pick(random, 0, 1),
                        pick(random, 0, 1),
                        pick(random, 0, 0, 1),
                        pick(random, 0, 0, 1)),
                new Load(
                        1 + random.nextInt(2),
                        1 + random.nextInt(4),
                        replicas,
                        Math.max(1, replicas - 1),
                        1 + random.nextInt(3),
                        1 + random.nextInt(2),
                        1 + random.nextInt(5),
                        (long) pick(random, 20, 100, 400),
                        (int) pick(random, 300, 2_000, 600_000),
                        grouping(random),
                        new Operating(
                                (int) pick(random, 0, 0, 1, 2),
                                (long) pick(random, 100, 2_000, 10_000),
                                (long) pick(random, 0, 0, 1_000, 8_000))));
    }

    /** The same, of three brokers whose flushes take long and whose power fails often. */
    ClusterSwarm withFailingPower() {
        return new ClusterSwarm(
                3,
                separate,
                shards,
                true,
                clockDrift,
                40_000_000,
                raftNetwork,
                delayNanosMax,
                snapshotBytes,
                new Faults(500, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                new Load(
                        load.topics,
                        load.partitions,
                        3,
                        2,
                        load.producers,
                        load.readers,
                        load.inFlight,
                        20,
                        load.rollMs,
                        load.grouping,
                        load.operating));
    }

    private static Grouping grouping(RandomGenerator random) {
        return new Grouping(
                (int) pick(random, 0, 0, 0, 0, 1, 2),
                1 + random.nextInt(4),
                pick(random, 0, 0, 0.5, 1),
                (long) pick(random, 0, 6_000, 20_000));
    }

    private static double pick(RandomGenerator random, double... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
