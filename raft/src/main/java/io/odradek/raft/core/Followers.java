package io.odradek.raft.core;

import io.odradek.raft.RaftStatus.Voter;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/**
 * Who follows a leader, by id and directory: the voters, and whoever asked to observe. One process
 * at a time answers under an id; when its directory is another, it is another follower, and what
 * the one before promised does not count for it (KIP-853).
 */
final class Followers {

    private final CoreState state;

    Followers(CoreState state) {
        this.state = state;
    }

    /** Every voter is followed up from its first moment on. */
    void admitVoters(Leadership leading) {
        for (Voter voter : state.voters) {
            if (voter.id() != state.self && of(leading, voter) == null) {
                admit(leading, voter.id(), voter.directoryId());
            }
        }
    }

    Progress admit(Leadership leading, int id, UUID directory) {
        Progress follower = new Progress(id, directory, state.log.lastIndex() + 1, state.now);
        leading.add(follower);
        return follower;
    }

    /** What is known of a voter; null when another directory answers under its id. */
    static @Nullable Progress of(Leadership leading, Voter voter) {
        Progress follower = leading.follower(voter.id());
        return follower != null && voter.is(follower.id, follower.directory) ? follower : null;
    }

    /** Who just answered; null when there is no room for one more observer. */
    @Nullable Progress from(Leadership leading, int id, UUID directory) {
        Progress follower = leading.follower(id);
        if (follower != null && Voter.sameDirectory(follower.directory, directory)) {
            return follower;
        }
        boolean voter = state.voters.contains(id, directory);
        boolean room = follower != null || observers(leading) < state.config.limits().observers();
        return id != state.self && (voter || room) ? admit(leading, id, directory) : null;
    }

    private long observers(Leadership leading) {
        return leading.followers().stream().filter(follower -> !isVoter(follower)).count();
    }

    boolean isVoter(Progress follower) {
        return state.voters.contains(follower.id, follower.directory);
    }

    void heard(Progress follower, long round) {
        follower.heard = true;
        follower.heardNanos = state.now;
        follower.ackedRound = Math.max(follower.ackedRound, round);
    }

    /** An observer that was silent for long is no longer followed up. */
    boolean forget(Leadership leading, Progress follower) {
        boolean silent = state.now - follower.heardNanos > 10 * state.electionTimeoutNanos();
        boolean forgotten = silent && !isVoter(follower) && !leading.isCatchingUp(follower.id);
        if (forgotten) {
            leading.remove(follower.id);
        }
        return forgotten;
    }
}
