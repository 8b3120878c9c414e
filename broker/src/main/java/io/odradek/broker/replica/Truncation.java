package io.odradek.broker.replica;

/** Where a follower cuts its log when the leader says that they part (KIP-101, KIP-279). Pure. */
final class Truncation {
    private Truncation() {}

    /**
     * The offset to truncate to, at most the log end. When the leader's epoch is unknown here, the
     * cut is where the epochs above it begin, and the next fetch asks again from there.
     */
    static long target(ReplicaLog log, EpochEnd leader) {
        EpochEnd own = log.endOffsetForEpoch(leader.epoch());
        long end =
                own.epoch() == leader.epoch()
                        ? Math.min(own.endOffset(), leader.endOffset())
                        : own.endOffset();
        return Math.min(end, log.logEndOffset());
    }
}
