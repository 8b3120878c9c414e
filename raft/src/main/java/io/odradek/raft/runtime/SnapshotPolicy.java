package io.odradek.raft.runtime;

import io.odradek.raft.RaftConfig;

/** When a node writes a snapshot of its own: after so much log, or so much time. Confined. */
final class SnapshotPolicy {

    private final RaftConfig.Snapshots limits;
    private long appliedBytes;
    private long lastNanos;
    private boolean running;

    SnapshotPolicy(RaftConfig.Snapshots limits, long nowNanos) {
        this.limits = limits;
        this.lastNanos = nowNanos;
    }

    void applied(long bytes) {
        appliedBytes += bytes;
    }

    boolean isDue(long nowNanos) {
        boolean old = nowNanos - lastNanos >= limits.ageMs() * 1_000_000;
        return !running && appliedBytes > 0 && (appliedBytes >= limits.logBytes() || old);
    }

    void began(long nowNanos) {
        running = true;
        appliedBytes = 0;
        lastNanos = nowNanos;
    }

    void ended() {
        running = false;
    }

    /** The state came from elsewhere, with a snapshot that is on the disk already. */
    void restored(long nowNanos) {
        appliedBytes = 0;
        lastNanos = nowNanos;
    }
}
