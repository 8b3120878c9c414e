package io.odradek.raft.core;

import io.odradek.raft.RaftStatus.Voter;

/**
 * Linearizable reads without a write (Raft thesis §6.4): a majority that answers a request sent
 * after the read began proves that no newer leader had committed anything by then.
 */
final class Reads {

    /** Reads that may wait at once; more are refused, and their callers try again. */
    private static final int PENDING_MAX = 10_000;

    private final CoreState state;
    private final Replication replication;

    Reads(CoreState state, Replication replication) {
        this.state = state;
        this.replication = replication;
    }

    void begin(long id) {
        Leadership leading = state.leadership;
        if (leading == null || leading.reads.size() >= PENDING_MAX) {
            state.emit(new Output.ReadRefused(id));
            return;
        }
        // Until its no-op is committed a leader does not know what of its log is (§6.4); waiting
        // for the no-op itself to be applied covers that.
        long index = Math.max(state.commitIndex, leading.noOpIndex);
        leading.reads.add(new Leadership.PendingRead(id, leading.round + 1, index));
        replication.heartbeat(leading);
        confirm();
    }

    /** After every answer. */
    void confirm() {
        Leadership leading = state.leadership;
        if (leading == null || leading.reads.isEmpty()) {
            return;
        }
        long round =
                state.voters.reachedByMajority(
                        voter -> state.isSelf(voter) ? Long.MAX_VALUE : acked(leading, voter));
        leading.reads.removeIf(
                read -> {
                    boolean proved = read.round() <= round;
                    if (proved) {
                        state.emit(new Output.ReadConfirmed(read.id(), read.index()));
                    }
                    return proved;
                });
    }

    private static long acked(Leadership leading, Voter voter) {
        Progress follower = Followers.of(leading, voter);
        return follower == null ? 0 : follower.ackedRound;
    }
}
