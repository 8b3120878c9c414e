package io.odradek.raft;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * How one node takes part.
 *
 * @param nodeId a voter's id, or another: then the node observes
 * @param directoryId of {@code directory}; with the id it names a voter of a dynamic quorum. {@link
 *     RaftStatus.Voter#NO_DIRECTORY} will do in a static one
 * @param quorum whether voters come and go
 * @param voters of a static quorum everyone with a vote; of a dynamic one those it begins with, who
 *     count until the log or a snapshot says otherwise. Empty for a node that joins: it observes
 *     until it is added
 * @param directory where the log, the vote and the snapshots live; nothing else may
 * @param electionTimeoutMs silence of a leader after which its followers look for another; also the
 *     time after which a leader that hears no majority gives up
 * @param heartbeatMs a leader's pulse; at most a third of the election timeout
 */
public record RaftConfig(
        int nodeId,
        UUID directoryId,
        Quorum quorum,
        List<RaftStatus.Voter> voters,
        Path directory,
        long electionTimeoutMs,
        long heartbeatMs,
        Limits limits,
        Snapshots snapshots) {

    /** No entry's payload may be larger; a transport must carry messages of this plus 1 MiB. */
    public static final int ENTRY_BYTES_MAX = 8 << 20;

    /** Whether voters come and go. */
    public enum Quorum {
        /** They are configured ({@code controller.quorum.voters}), alike on every node. */
        STATIC,
        /** They are in the log, and changed by {@link Raft#changeVoters} (KIP-853). */
        DYNAMIC
    }

    public RaftConfig {
        voters = List.copyOf(voters);
        if (quorum == Quorum.STATIC && voters.isEmpty()) {
            throw new IllegalArgumentException(
                    "A static quorum needs at least one voter: set controller.quorum.voters.");
        }
        if (quorum == Quorum.DYNAMIC && directoryId.equals(RaftStatus.Voter.NO_DIRECTORY)) {
            throw new IllegalArgumentException(
                    "Node %d has no directory.id, by which a dynamic quorum tells voters apart: format %s."
                            .formatted(nodeId, directory));
        }
        if (voters.stream().map(RaftStatus.Voter::id).distinct().count() != voters.size()) {
            throw new IllegalArgumentException(
                    "A voter is named twice among the voters: " + voters);
        }
        if (heartbeatMs < 1 || electionTimeoutMs < 3 * heartbeatMs) {
            throw new IllegalArgumentException(
                    "controller.quorum.election.timeout.ms is %d; it must be at least three heartbeats of %d ms."
                            .formatted(electionTimeoutMs, heartbeatMs));
        }
    }

    /** A static quorum, with the defaults: an election timeout of one second. */
    public static RaftConfig of(int nodeId, List<RaftStatus.Voter> voters, Path directory) {
        return of(nodeId, RaftStatus.Voter.NO_DIRECTORY, Quorum.STATIC, voters, directory);
    }

    /** A dynamic quorum, with the same defaults. */
    public static RaftConfig dynamic(
            int nodeId, UUID directoryId, List<RaftStatus.Voter> initialVoters, Path directory) {
        return of(nodeId, directoryId, Quorum.DYNAMIC, initialVoters, directory);
    }

    private static RaftConfig of(
            int nodeId,
            UUID directoryId,
            Quorum quorum,
            List<RaftStatus.Voter> voters,
            Path directory) {
        return new RaftConfig(
                nodeId,
                directoryId,
                quorum,
                voters,
                directory,
                1000,
                150,
                Limits.DEFAULT,
                Snapshots.DEFAULT);
    }

    /** Another election timeout, and a pulse of a seventh of it. */
    public RaftConfig withElectionTimeoutMs(long ms) {
        return with(ms, Math.max(1, ms / 7), limits, snapshots);
    }

    public RaftConfig withLimits(Limits other) {
        return with(electionTimeoutMs, heartbeatMs, other, snapshots);
    }

    public RaftConfig withSnapshots(Snapshots other) {
        return with(electionTimeoutMs, heartbeatMs, limits, other);
    }

    private RaftConfig with(
            long electionTimeout, long heartbeat, Limits otherLimits, Snapshots otherSnapshots) {
        return new RaftConfig(
                nodeId,
                directoryId,
                quorum,
                voters,
                directory,
                electionTimeout,
                heartbeat,
                otherLimits,
                otherSnapshots);
    }

    /**
     * What may wait, and how much of it.
     *
     * @param appendBytes entries in one append request, though always at least one entry
     * @param inflightAppends append requests to one follower without an answer
     * @param inflightBytes the same in bytes
     * @param uncommittedBytes proposals that are not committed; above it they are {@code Busy}
     * @param cacheBytes recent entries kept in memory; older ones are read from the disk
     * @param segmentBytes size at which a new log file begins
     * @param snapshotChunkBytes size of the pieces in which a snapshot travels
     * @param observers how many nodes without a vote may follow this one
     */
    public record Limits(
            int appendBytes,
            int inflightAppends,
            int inflightBytes,
            int uncommittedBytes,
            int cacheBytes,
            int segmentBytes,
            int snapshotChunkBytes,
            int observers) {
        public static final Limits DEFAULT =
                new Limits(1 << 20, 64, 4 << 20, 32 << 20, 8 << 20, 16 << 20, 256 << 10, 1000);

        public Limits withSegmentBytes(int bytes) {
            return new Limits(
                    appendBytes,
                    inflightAppends,
                    inflightBytes,
                    uncommittedBytes,
                    cacheBytes,
                    bytes,
                    snapshotChunkBytes,
                    observers);
        }
    }

    /**
     * When to write a snapshot.
     *
     * @param logBytes committed log since the last one
     * @param ageMs time since the last one, if anything was committed since
     * @param retainedBytes log kept at least, for followers that lag a little; besides, the log
     *     since the snapshot before the last is always kept
     */
    public record Snapshots(long logBytes, long ageMs, long retainedBytes) {
        /** An age that no snapshot reaches. */
        public static final long NEVER_MS = Long.MAX_VALUE / 1_000_000;

        public static final Snapshots DEFAULT = new Snapshots(20 << 20, 3_600_000, 4 << 20);
    }
}
