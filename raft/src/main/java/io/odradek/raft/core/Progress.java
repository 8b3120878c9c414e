package io.odradek.raft.core;

import java.util.ArrayDeque;
import java.util.UUID;

/** What a leader knows of one follower, and what it has under way to it. */
final class Progress {

    enum Mode {
        /** One request at a time, until a success shows where the logs meet. */
        PROBE,
        /** As many requests under way as the bounds allow. */
        STREAM,
        /** The log no longer reaches back to where the follower is. */
        SNAPSHOT
    }

    private record Inflight(long firstIndex, long lastIndex, int bytes) {}

    final int id;
    final UUID directory;
    Mode mode = Mode.PROBE;

    /** On the follower's disk, in this term. */
    long matchIndex;

    /** The leader's round when that was last learned. */
    long matchRound;

    long nextIndex;

    /** The latest round the follower answered. */
    long ackedRound;

    /** Refusals of earlier rounds speak of a state that was already corrected. */
    long probeRound;

    long heardNanos;
    boolean heard;
    long caughtUpNanos;
    boolean caughtUp;

    /** A read from the disk on its behalf is under way. */
    boolean reading;

    // The snapshot it receives; meaningful in SNAPSHOT mode.
    long snapshotIndex;
    int snapshotTerm;
    long snapshotOffset;
    long snapshotBytes;
    boolean chunkUnderWay;
    long chunkSentNanos;

    private final ArrayDeque<Inflight> inflight = new ArrayDeque<>();
    private int inflightBytes;

    Progress(int id, UUID directory, long nextIndex, long nowNanos) {
        this.id = id;
        this.directory = directory;
        this.nextIndex = nextIndex;
        this.heardNanos = nowNanos;
    }

    void sent(long lastIndex, int bytes) {
        inflight.add(new Inflight(nextIndex, lastIndex, bytes));
        inflightBytes += bytes;
        nextIndex = lastIndex + 1;
    }

    boolean hasRoom(int requestsMax, int bytesMax) {
        int bound = mode == Mode.PROBE ? 1 : requestsMax;
        return inflight.size() < bound && (inflight.isEmpty() || inflightBytes < bytesMax);
    }

    /** The follower holds everything up to {@code match}. */
    void matched(long match, long round) {
        if (match > matchIndex) {
            matchIndex = match;
            matchRound = round;
        }
        nextIndex = Math.max(nextIndex, matchIndex + 1);
        while (!inflight.isEmpty() && inflight.getFirst().lastIndex <= matchIndex) {
            inflightBytes -= inflight.removeFirst().bytes;
        }
    }

    /**
     * Asked later than it matched, the follower says that it holds less: its disk was replaced.
     * What it promised is gone, and must not be counted on.
     */
    void forgot(long hint, long round) {
        if (round > matchRound && hint < matchIndex) {
            matchIndex = 0;
        }
    }

    /** Goes on from {@code next}, carefully; what is under way counts as lost. */
    void probeFrom(long next, long round) {
        mode = Mode.PROBE;
        nextIndex = Math.max(next, matchIndex + 1);
        probeRound = round;
        inflight.clear();
        inflightBytes = 0;
        chunkUnderWay = false;
    }

    /** The connection broke: what was under way is lost. */
    void lost(long round) {
        if (mode != Mode.SNAPSHOT) {
            probeFrom(inflight.isEmpty() ? nextIndex : inflight.getFirst().firstIndex, round);
        }
        chunkUnderWay = false;
    }

    void beginSnapshot(long index, int term) {
        mode = Mode.SNAPSHOT;
        snapshotIndex = index;
        snapshotTerm = term;
        snapshotOffset = 0;
        snapshotBytes = -1;
        chunkUnderWay = false;
        inflight.clear();
        inflightBytes = 0;
    }
}
