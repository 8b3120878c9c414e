package io.odradek.raft.core;

import io.odradek.raft.Entry;
import io.odradek.raft.Raft.Proposal;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftMessage.AppendRequest;
import io.odradek.raft.RaftMessage.AppendResponse;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.quorum.VoterSet;

import java.util.List;

/** How a leader makes every log its own, and learns what is committed (Raft §5.3, §5.4). */
final class Replication {

    private static final byte[] NOTHING = {};

    private final CoreState state;
    private final Followers followers;
    private final SnapshotSending snapshots;

    Replication(CoreState state, Followers followers, SnapshotSending snapshots) {
        this.state = state;
        this.followers = followers;
        this.snapshots = snapshots;
    }

    /** The election is won. */
    void lead() {
        Invariants.check(
                state.durability.voteDurable(), "a leader's vote is on its disk", state.term, 0);
        long noOp = state.log.lastIndex() + 1;
        Leadership leading = new Leadership(state.term, noOp);
        state.role = Role.LEADER;
        state.leadership = leading;
        followers.admitVoters(leading);
        state.append(List.of(new Entry(noOp, state.term, Entry.Kind.NO_OP, NOTHING)));
        boolean unwritten = state.history.latestIndex() == 0;
        if (unwritten && state.config.quorum() == RaftConfig.Quorum.DYNAMIC) {
            // From here on the log says who votes, to whoever joins.
            state.append(List.of(state.votersEntry(state.voters)));
        }
        state.emit(new Output.Leads(state.term, noOp));
        state.setLeader(state.self);
        heartbeat(leading);
        replicate();
    }

    Proposal propose(int term, byte[] payload) {
        Leadership leading = state.leadership;
        if (leading == null || leading.term != term) {
            return new Proposal.NotLeader(state.leaderId, state.term);
        }
        int limit = state.config.limits().uncommittedBytes();
        if (leading.transferring || leading.uncommittedBytes() >= limit) {
            return new Proposal.Busy();
        }
        Entry entry = new Entry(state.log.lastIndex() + 1, state.term, Entry.Kind.COMMAND, payload);
        leading.charge(entry.index(), entry.weight());
        state.append(List.of(entry));
        return new Proposal.Accepted(entry.index());
    }

    void tick() {
        Leadership leading = state.leadership;
        if (leading == null || state.now - leading.nextHeartbeatNanos < 0) {
            return;
        }
        if (state.now - heardMajorityNanos(leading) > state.electionTimeoutNanos()) {
            // Check-quorum: a majority may follow another by now, and clients should find it.
            state.becomeFollower(state.term, -1);
            return;
        }
        heartbeat(leading);
    }

    /** Tells every follower that this leader lives, and asks whether anything got lost. */
    void heartbeat(Leadership leading) {
        leading.nextHeartbeatNanos = state.now + state.config.heartbeatMs() * 1_000_000;
        List.copyOf(leading.followers()).forEach(follower -> beat(leading, follower));
    }

    private void beat(Leadership leading, Progress follower) {
        if (followers.forget(leading, follower)) {
            return;
        }
        // One that streams refuses this if a request before it was lost. One that receives a
        // snapshot has nothing in common yet but the beginning.
        long previous = follower.nextIndex - 1;
        if (follower.mode == Progress.Mode.SNAPSHOT || !state.log.knows(previous)) {
            sendAppend(leading, follower, 0, 0, List.of());
            snapshots.resume(leading, follower);
        } else {
            sendAppend(leading, follower, previous, state.log.termAt(previous), List.of());
        }
    }

    /** Sends whatever may be sent to everyone. */
    void replicate() {
        Leadership leading = state.leadership;
        if (leading != null) {
            leading.followers().forEach(follower -> replicateTo(leading, follower));
        }
    }

    private void replicateTo(Leadership leading, Progress follower) {
        var limits = state.config.limits();
        while (follower.mode != Progress.Mode.SNAPSHOT
                && !follower.reading
                && follower.nextIndex <= state.log.lastIndex()
                && follower.hasRoom(limits.inflightAppends(), limits.inflightBytes())) {
            long next = follower.nextIndex;
            if (next < state.log.firstIndex()) {
                snapshots.begin(leading, follower);
            } else if (state.log.cached(next)) {
                long last = state.log.lastIndex();
                sendEntries(leading, follower, state.log.slice(next, last, limits.appendBytes()));
            } else {
                follower.reading = true;
                state.emit(new Output.ReadLog(follower.id, next, limits.appendBytes()));
            }
        }
    }

    /** The disk gave entries that are no longer in memory. */
    void onLogRead(Input.LogRead read) {
        Leadership leading = state.leadership;
        Progress follower = leading == null ? null : leading.follower(read.to());
        if (leading == null || follower == null) {
            return;
        }
        follower.reading = false;
        var limits = state.config.limits();
        boolean fits =
                follower.mode != Progress.Mode.SNAPSHOT
                        && !read.entries().isEmpty()
                        && read.from() == follower.nextIndex
                        && state.log.knows(read.from() - 1)
                        && ownEntries(read.entries())
                        && follower.hasRoom(limits.inflightAppends(), limits.inflightBytes());
        if (fits) {
            sendEntries(leading, follower, read.entries());
        }
        replicateTo(leading, follower);
    }

    /** A read that began in an earlier term may bring what was cut off since. */
    private boolean ownEntries(List<Entry> entries) {
        Entry last = entries.getLast();
        return state.log.matches(last.index(), last.term());
    }

    private void sendEntries(Leadership leading, Progress follower, List<Entry> entries) {
        long previous = entries.getFirst().index() - 1;
        sendAppend(leading, follower, previous, state.log.termAt(previous), entries);
        int bytes = 0;
        for (Entry entry : entries) {
            bytes += entry.weight();
        }
        follower.sent(entries.getLast().index(), bytes);
    }

    private void sendAppend(
            Leadership leading,
            Progress follower,
            long previous,
            int previousTerm,
            List<Entry> entries) {
        state.send(
                follower.id,
                new AppendRequest(
                        state.term,
                        previous,
                        previousTerm,
                        entries,
                        state.commitIndex,
                        leading.nextRound()));
    }

    /** {@code response} is of the present term. */
    void onResponse(int from, AppendResponse response) {
        Leadership leading = state.leadership;
        if (leading == null) {
            return;
        }
        Progress follower = followers.from(leading, from, response.directoryId());
        if (follower == null) {
            return;
        }
        followers.heard(follower, response.round());
        if (response.success()) {
            Invariants.check(
                    response.matchIndex() <= state.log.lastIndex(),
                    "a follower matches only what the leader has",
                    response.matchIndex(),
                    state.log.lastIndex());
            follower.matched(response.matchIndex(), leading.round);
            switch (follower.mode) {
                case PROBE -> {
                    if (response.round() >= follower.probeRound) {
                        follower.mode = Progress.Mode.STREAM;
                    }
                }
                case STREAM -> {}
                case SNAPSHOT -> snapshots.matched(leading, follower);
            }
            noteCaughtUp(follower);
            advanceCommit();
        } else if (follower.mode != Progress.Mode.SNAPSHOT
                && response.round() >= follower.probeRound) {
            follower.forgot(response.matchIndex(), response.round());
            follower.probeFrom(nextAfterRefusal(response), leading.round + 1);
        }
        replicateTo(leading, follower);
    }

    /**
     * Where the logs may meet, by term. Where this log does not reach back so far, the result lies
     * before its first entry and replicateTo turns to the snapshot.
     */
    private long nextAfterRefusal(AppendResponse response) {
        if (response.matchIndex() < state.log.baseIndex()) {
            return response.matchIndex() + 1;
        }
        long meet = state.log.lastNotAbove(response.matchIndex(), response.hintTerm());
        return state.log.termAt(meet) <= response.hintTerm() ? meet + 1 : meet;
    }

    /** A node without a vote, perhaps of an older term, asks to follow. */
    void welcome(int from, AppendResponse hello) {
        Leadership leading = state.leadership;
        if (leading != null && !state.voters.contains(from, hello.directoryId())) {
            Progress follower = followers.from(leading, from, hello.directoryId());
            if (follower != null) {
                followers.heard(follower, 0);
                follower.probeFrom(nextAfterRefusal(hello), leading.round + 1);
                beat(leading, follower);
            }
        }
    }

    private void noteCaughtUp(Progress follower) {
        if (follower.matchIndex == state.log.lastIndex()) {
            follower.caughtUp = true;
            follower.caughtUpNanos = state.now;
        }
    }

    /** Commits what a majority has on disk, if its last entry is of this term (§5.4.2). */
    void advanceCommit() {
        Leadership leading = state.leadership;
        if (leading == null) {
            return;
        }
        long own = state.durability.voteDurable() ? state.durableIndex() : 0;
        long replicated =
                countedVoters(leading)
                        .reachedByMajority(
                                voter -> state.isSelf(voter) ? own : match(leading, voter));
        if (replicated > state.commitIndex
                && (state.log.termAt(replicated) == state.term
                        || state.has(Flaw.COMMITS_OLDER_TERMS_BY_COUNTING))) {
            state.commit(replicated);
            leading.committed(replicated);
        }
    }

    private VoterSet countedVoters(Leadership leading) {
        boolean flawed = !state.isVoter() && state.has(Flaw.REMOVED_LEADER_COUNTS_ITSELF);
        return flawed
                ? state.voters.with(new Voter(state.self, state.directory, "", leading.term))
                : state.voters;
    }

    private static long match(Leadership leading, Voter voter) {
        Progress follower = Followers.of(leading, voter);
        return follower == null ? 0 : follower.matchIndex;
    }

    /** When a majority, this node included, was last known to listen. */
    private long heardMajorityNanos(Leadership leading) {
        // Differences, for the clock may wrap around.
        return state.now
                + state.voters.reachedByMajority(
                        voter -> state.isSelf(voter) ? 0 : -age(leading, voter));
    }

    private long age(Leadership leading, Voter voter) {
        Progress follower = Followers.of(leading, voter);
        return follower == null ? Long.MAX_VALUE / 4 : state.now - follower.heardNanos;
    }

    void connected(int peer) {
        Leadership leading = state.leadership;
        Progress follower = leading == null ? null : leading.follower(peer);
        if (leading != null && follower != null) {
            beat(leading, follower);
        }
    }

    void disconnected(int peer) {
        Leadership leading = state.leadership;
        Progress follower = leading == null ? null : leading.follower(peer);
        if (leading != null && follower != null) {
            follower.lost(leading.round + 1);
        }
    }
}
