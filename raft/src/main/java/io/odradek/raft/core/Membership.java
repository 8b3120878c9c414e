package io.odradek.raft.core;

import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;
import io.odradek.raft.VoterChange.Outcome;
import io.odradek.raft.VoterChange.Reason;
import io.odradek.raft.core.PendingChange.Appended;
import io.odradek.raft.core.PendingChange.CatchingUp;
import io.odradek.raft.quorum.VoterChanges;
import io.odradek.raft.quorum.VoterSet;

import java.util.List;
import java.util.Optional;

/**
 * How voters come and go (Raft thesis §4.1-4.2, KIP-853): one at a time, and only by a leader that
 * has committed an entry of its own term, so that majorities of any two sets in use share a voter.
 */
final class Membership {

    private static final int ROUNDS_MAX = 10;

    /** In election timeouts: how long a new voter may be silent, and how long it may take. */
    private static final int SILENCE_MAX = 3;

    private static final int PATIENCE = 60;

    private final CoreState state;
    private final Followers followers;
    private final Replication replication;
    private final Transfer transfer;

    Membership(CoreState state, Followers followers, Replication replication, Transfer transfer) {
        this.state = state;
        this.followers = followers;
        this.replication = replication;
        this.transfer = transfer;
    }

    void begin(long id, VoterChange change) {
        Leadership leading = state.leadership;
        if (leading == null) {
            answer(id, new Outcome.NotLeader(state.leaderId, state.term));
            return;
        }
        Optional<Outcome.Refused> refusal =
                refuseNow(leading).or(() -> VoterChanges.refusal(state.voters, change));
        if (refusal.isPresent()) {
            answer(id, refusal.get());
            return;
        }
        switch (change) {
            case VoterChange.Add(Voter voter) -> catchUp(leading, id, voter);
            case VoterChange.Remove _, VoterChange.Update _ ->
                    append(leading, id, VoterChanges.apply(state.voters, change));
        }
    }

    private Optional<Outcome.Refused> refuseNow(Leadership leading) {
        if (state.config.quorum() == RaftConfig.Quorum.STATIC) {
            return refuse(
                    Reason.STATIC,
                    "The voters are configured: change controller.quorum.voters on every controller and restart them.");
        }
        boolean handsOver = leading.transferring || leading.resigning;
        if (handsOver || tooEarly(leading)) {
            return refuse(
                    Reason.NOT_READY,
                    handsOver
                            ? "Controller %d hands leadership over: ask the next leader."
                                    .formatted(state.self)
                            : "Controller %d leads since a moment ago and has committed nothing yet: try again."
                                    .formatted(state.self));
        }
        boolean uncommitted = state.history.latestIndex() > state.commitIndex;
        if ((leading.change != null || uncommitted) && !state.has(Flaw.CHANGES_TWO_AT_ONCE)) {
            return refuse(
                    Reason.IN_PROGRESS,
                    "Another change of the voters is under way: wait for its end and try again.");
        }
        return Optional.empty();
    }

    private boolean tooEarly(Leadership leading) {
        return state.commitIndex < leading.noOpIndex
                && !state.has(Flaw.CHANGES_BEFORE_OWN_TERM_COMMIT);
    }

    private static Optional<Outcome.Refused> refuse(Reason reason, String message) {
        return Optional.of(new Outcome.Refused(reason, message));
    }

    private void catchUp(Leadership leading, long id, Voter voter) {
        Progress known = leading.follower(voter.id());
        if (known == null || !voter.is(known.id, known.directory)) {
            followers.admit(leading, voter.id(), voter.directoryId());
        }
        leading.change =
                new CatchingUp(
                        id, voter, leading.round, state.now, 1, state.now, state.log.lastIndex());
        state.reach();
        replication.connected(voter.id());
        settle();
    }

    private void append(Leadership leading, long id, VoterSet voters) {
        leading.change = new Appended(id, state.log.lastIndex() + 1);
        state.append(List.of(state.votersEntry(voters)));
        followers.admitVoters(leading);
        replication.advanceCommit();
        replication.replicate();
    }

    /** After every step of a leader. */
    void settle() {
        Leadership leading = state.leadership;
        if (leading == null) {
            return;
        }
        switch (leading.change) {
            case CatchingUp joining -> {
                if (!leading.transferring) {
                    watch(leading, joining);
                }
            }
            case Appended(long id, long index) -> {
                if (state.commitIndex >= index) {
                    leading.change = null;
                    answer(id, new Outcome.Done(index));
                }
            }
            case null -> {}
        }
        boolean certain = state.history.latestIndex() <= state.commitIndex;
        if (certain && !state.isVoter() && !leading.resigning) {
            transfer.resign();
        }
    }

    private void watch(Leadership leading, CatchingUp joining) {
        Voter voter = joining.voter();
        Progress follower = leading.follower(voter.id());
        long timeout = state.electionTimeoutNanos();
        if (follower == null) {
            giveUp(leading, joining, "does not answer");
        } else if (!voter.is(follower.id, follower.directory)) {
            giveUp(leading, joining, "answers from another directory, " + follower.directory);
        } else if (follower.ackedRound > joining.askedRound()
                && follower.matchIndex >= joining.roundIndex()) {
            endRound(leading, joining);
        } else if (state.now - follower.heardNanos > SILENCE_MAX * timeout) {
            giveUp(leading, joining, "does not answer");
        } else if (state.now - joining.begunNanos() > PATIENCE * timeout) {
            giveUp(leading, joining, "has not caught up in time");
        }
    }

    private void endRound(Leadership leading, CatchingUp joining) {
        if (state.now - joining.roundNanos() < state.electionTimeoutNanos()) {
            append(leading, joining.id(), state.voters.with(joining.voter()));
        } else if (joining.round() == ROUNDS_MAX) {
            giveUp(leading, joining, "falls behind faster than it catches up");
        } else {
            leading.change =
                    new CatchingUp(
                            joining.id(),
                            joining.voter(),
                            joining.askedRound(),
                            joining.begunNanos(),
                            joining.round() + 1,
                            state.now,
                            state.log.lastIndex());
        }
    }

    private void giveUp(Leadership leading, CatchingUp joining, String why) {
        leading.change = null;
        state.reach();
        answer(
                joining.id(),
                new Outcome.Refused(
                        Reason.NOT_CAUGHT_UP,
                        "Controller %d at %s:%d with directory %s %s: see that it runs, reaches this quorum and keeps up; then add it again."
                                .formatted(
                                        joining.voter().id(),
                                        joining.voter().host(),
                                        joining.voter().port(),
                                        joining.voter().directoryId(),
                                        why)));
    }

    private void answer(long id, Outcome outcome) {
        state.emit(new Output.VotersChangeEnded(id, outcome));
    }
}
