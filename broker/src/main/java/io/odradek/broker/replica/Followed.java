package io.odradek.broker.replica;

/** A partition that is fetched from a leader. Confined to its shard. */
final class Followed {
    /** What the next request says of it. */
    enum Mention {
        NOTHING,
        /** How far log and disk have come; the stream goes on. */
        PROGRESS,
        /** Where the log ends: the leader compares, and starts to send from there. */
        START
    }

    private final HostedPartition partition;
    private final int leaderEpoch;
    private Mention due = Mention.START;
    private long startedBy = Long.MAX_VALUE;
    private boolean paused;
    private boolean held;
    private long credit;
    private int bytesMax;

    Followed(HostedPartition partition, int leaderEpoch) {
        this.partition = partition;
        this.leaderEpoch = leaderEpoch;
    }

    HostedPartition partition() {
        return partition;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    Mention due() {
        return due;
    }

    void mentioned(long request) {
        if (due == Mention.START) {
            startedBy = request;
        }
        due = Mention.NOTHING;
    }

    /** Whether what {@code request} brings belongs to the stream since the last start. */
    boolean takes(long request) {
        return !paused && due != Mention.START && request >= startedBy;
    }

    void progress() {
        if (due == Mention.NOTHING) {
            due = Mention.PROGRESS;
        }
    }

    void restart() {
        due = Mention.START;
        startedBy = Long.MAX_VALUE;
    }

    /** Whether it waits for the follower's quota. The leader is not to send any more until then. */
    boolean held() {
        return held;
    }

    void hold() {
        held = true;
    }

    void letGo() {
        held = false;
    }

    /** How much of it the leader may send at once. */
    int bytesMax() {
        return bytesMax;
    }

    void bytesMax(int bytes) {
        bytesMax = bytes;
    }

    /** Bytes of the quota that are set apart for it; less than 0 for what it took beyond them. */
    long credit() {
        return credit;
    }

    void credit(long bytes) {
        credit = bytes;
    }

    boolean paused() {
        return paused;
    }

    void pause() {
        paused = true;
        restart();
    }

    void resume() {
        paused = false;
    }
}
