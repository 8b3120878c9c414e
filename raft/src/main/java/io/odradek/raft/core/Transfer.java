package io.odradek.raft.core;

import io.odradek.raft.RaftMessage.TimeoutNow;

/**
 * How a leader hands over (Raft thesis §3.10): it takes no more proposals, waits until its
 * successor holds everything, and tells it to campaign at once.
 */
final class Transfer {

    private final CoreState state;

    Transfer(CoreState state) {
        this.state = state;
    }

    void begin() {
        Leadership leading = state.leadership;
        if (leading == null || leading.transferring) {
            state.emit(new Output.TransferAbandoned());
            return;
        }
        choose(leading);
        if (leading.transferTarget == -1) {
            state.emit(new Output.TransferAbandoned());
            return;
        }
        leading.transferring = true;
        leading.transferDeadlineNanos = state.now + state.electionTimeoutNanos();
        push();
    }

    /** This leader is no voter any more: it leads on only until another can. */
    void resign() {
        Leadership leading = state.leadership;
        if (leading == null) {
            return;
        }
        leading.resigning = true;
        if (!leading.transferring) {
            choose(leading);
            leading.transferring = true;
            leading.transferDeadlineNanos =
                    leading.transferTarget == -1
                            ? state.now
                            : state.now + state.electionTimeoutNanos();
            push();
        }
    }

    private void choose(Leadership leading) {
        long best = -1;
        for (Progress follower : leading.followers()) {
            boolean voter = state.voters.contains(follower.id, follower.directory);
            boolean reachable = voter && state.connected.contains(follower.id);
            if (reachable && follower.matchIndex > best) {
                best = follower.matchIndex;
                leading.transferTarget = follower.id;
            }
        }
    }

    /** After every answer, and at every heartbeat: the word may have been lost. */
    void push() {
        Leadership leading = state.leadership;
        if (leading == null || !leading.transferring) {
            return;
        }
        Progress target = leading.follower(leading.transferTarget);
        if (target != null && target.matchIndex == state.log.lastIndex()) {
            state.send(target.id, new TimeoutNow(state.term));
        }
    }

    void tick() {
        Leadership leading = state.leadership;
        if (leading != null
                && leading.transferring
                && state.now - leading.transferDeadlineNanos >= 0) {
            leading.transferring = false;
            leading.transferTarget = -1;
            state.emit(new Output.TransferAbandoned());
            if (leading.resigning) {
                state.becomeFollower(state.term, -1);
            }
        }
    }
}
