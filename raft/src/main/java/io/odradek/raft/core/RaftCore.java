package io.odradek.raft.core;

import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftMessage.AppendRequest;
import io.odradek.raft.RaftMessage.AppendResponse;
import io.odradek.raft.RaftMessage.LeaderIs;
import io.odradek.raft.RaftMessage.SnapshotAck;
import io.odradek.raft.RaftMessage.SnapshotChunk;
import io.odradek.raft.RaftMessage.TimeoutNow;
import io.odradek.raft.RaftMessage.VoteRequest;
import io.odradek.raft.RaftMessage.VoteResponse;
import io.odradek.raft.VoterChange;
import io.odradek.raft.quorum.VoterSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * One node's part in consensus: state, an input and the time in; outputs out. Pure and confined to
 * whoever steps it.
 *
 * <p>Its driver owes it: writes are carried out in the order they come; {@link Input.Synced} is
 * reported in order and never for what is not on the disk; a message leaves only when its {@link
 * After} holds (see {@link #isDurable}), and is dropped when its term passed first; {@link
 * Input.Tick} comes soon after {@link #nextDeadlineNanos}.
 */
public final class RaftCore {

    /**
     * What the disk remembered.
     *
     * @param votedFor -1 for nobody
     * @param log from at or before the snapshot's end on
     * @param voters of the snapshot and of that log
     */
    public record Recovered(
            int term,
            int votedFor,
            UUID votedDirectory,
            long snapshotIndex,
            int snapshotTerm,
            RaftLog log,
            VoterHistory voters) {}

    /** A follower as its leader sees it; times are -1 nanoseconds ago when never. */
    public record FollowerView(
            int id,
            UUID directoryId,
            boolean voter,
            long matchIndex,
            long heardAgoNanos,
            long caughtUpAgoNanos) {}

    private final CoreState state;
    private final Following following;
    private final Replication replication;
    private final Election election;
    private final SnapshotSending sending;
    private final SnapshotReceiving receiving;
    private final Transfer transfer;
    private final Reads reads;
    private final Membership membership;
    private final Seeking seeking;
    private final Followers followers;

    /**
     * @param bootstrap see {@link io.odradek.raft.RaftTransport#bootstrap}
     * @param flaws none, but in tests of the simulator
     */
    public RaftCore(
            RaftConfig config,
            Recovered recovered,
            RandomGenerator random,
            Set<Integer> bootstrap,
            Set<Flaw> flaws,
            long nowNanos) {
        this.state = new CoreState(config, recovered, random, flaws);
        this.followers = new Followers(state);
        this.sending = new SnapshotSending(state);
        this.receiving = new SnapshotReceiving(state);
        this.replication = new Replication(state, followers, sending);
        this.following = new Following(state);
        this.seeking = new Seeking(state, replication, bootstrap);
        this.election = new Election(state, replication, seeking);
        this.transfer = new Transfer(state);
        this.membership = new Membership(state, followers, replication, transfer);
        this.reads = new Reads(state, replication);
        state.beginStep(nowNanos, output -> {});
        election.start();
    }

    public void step(Input input, long nowNanos, Output.Sink outputs) {
        state.beginStep(nowNanos, outputs);
        switch (input) {
            case Input.Tick() -> tick();
            case Input.Received(int from, RaftMessage message) -> receive(from, message);
            case Input.Propose(int term, byte[] payload) ->
                    state.emit(new Output.Proposed(replication.propose(term, payload)));
            case Input.Replicate() -> replication.replicate();
            case Input.Synced(long sequence) -> synced(sequence);
            case Input.LogRead read -> replication.onLogRead(read);
            case Input.SnapshotRead read -> {
                sending.onRead(read);
                replication.replicate();
            }
            case Input.SnapshotTaken taken -> receiving.onTaken(taken);
            case Input.SnapshotReceived(long index, int term, VoterSet voters) ->
                    receiving.onReceived(index, term, voters);
            case Input.SnapshotDamaged _ -> receiving.onDamaged();
            case Input.Connected(int peer) -> connected(peer);
            case Input.Disconnected(int peer) -> disconnected(peer);
            case Input.TransferLeadership() -> transfer.begin();
            case Input.Read(long id) -> reads.begin(id);
            case Input.ChangeVoters(long id, VoterChange change) -> membership.begin(id, change);
        }
        membership.settle();
    }

    private void tick() {
        long beat = state.leadership == null ? 0 : state.leadership.nextHeartbeatNanos;
        replication.tick();
        transfer.tick();
        if (state.leadership != null && state.leadership.nextHeartbeatNanos != beat) {
            transfer.push();
        }
        election.tick();
    }

    private void synced(long sequence) {
        state.durability.synced(sequence);
        state.log.evict(state.durableIndex());
        election.voteSynced();
        replication.advanceCommit();
    }

    private void connected(int peer) {
        state.connected.add(peer);
        replication.connected(peer);
        election.connected();
    }

    private void disconnected(int peer) {
        state.connected.remove(peer);
        replication.disconnected(peer);
        election.disconnected(peer);
    }

    private void receive(int from, RaftMessage message) {
        switch (message) {
            case VoteRequest request -> election.onRequest(from, request);
            case VoteResponse response -> {
                // A granted pre-vote bears the term that was asked for, which nobody is in yet.
                if ((response.preVote() && response.granted()) || inTerm(response)) {
                    election.onResponse(from, response);
                }
            }
            case AppendRequest request -> {
                if (fromLeader(from, request, request.round())) {
                    following.onAppend(from, request);
                }
            }
            case SnapshotChunk chunk -> {
                if (fromLeader(from, chunk, chunk.round())) {
                    receiving.onChunk(from, chunk);
                }
            }
            case AppendResponse response -> {
                if (inTerm(response)) {
                    replication.onResponse(from, response);
                    transfer.push();
                    reads.confirm();
                    seeking.direct(from, response);
                } else if (!response.success()) {
                    seeking.direct(from, response);
                    replication.welcome(from, response);
                }
            }
            case SnapshotAck ack -> {
                if (inTerm(ack)) {
                    onSnapshotAck(from, ack);
                }
            }
            case LeaderIs hint -> seeking.onHint(hint);
            case TimeoutNow word -> {
                if (word.term() == state.term && from == state.leaderId) {
                    election.takeOver();
                }
            }
        }
    }

    private void onSnapshotAck(int from, SnapshotAck ack) {
        Leadership leading = state.leadership;
        Progress follower =
                leading == null ? null : followers.from(leading, from, ack.directoryId());
        if (follower != null) {
            followers.heard(follower, ack.round());
        }
        if (sending.onAck(from, ack) != null) {
            replication.advanceCommit();
            replication.replicate();
        }
        reads.confirm();
    }

    /** A later term ends this node's; what an earlier one says no longer counts. */
    private boolean inTerm(RaftMessage message) {
        if (message.term() > state.term) {
            state.becomeFollower(message.term(), -1);
        }
        return message.term() == state.term;
    }

    private boolean fromLeader(int from, RaftMessage message, long round) {
        boolean stale = state.has(Flaw.ACCEPTS_STALE_TERM) && state.leadership == null;
        if (!inTerm(message) && !stale) {
            // Tells a leader of old that its time is over.
            state.send(from, new AppendResponse(state.term, false, 0, 0, round, state.directory));
            return false;
        }
        Invariants.check(
                state.role != Role.LEADER && (state.leaderId == -1 || state.leaderId == from),
                "one leader a term",
                state.leaderId,
                from);
        election.leaderHeard(from);
        return true;
    }

    // ---- what the driver asks

    /** When the next {@link Input.Tick} is wanted. */
    public long nextDeadlineNanos() {
        Leadership leading = state.leadership;
        if (leading == null) {
            return state.electionDeadlineNanos;
        }
        long beat = leading.nextHeartbeatNanos;
        boolean sooner = leading.transferring && leading.transferDeadlineNanos - beat < 0;
        return sooner ? leading.transferDeadlineNanos : beat;
    }

    /** The number of the latest write; once it is on the disk, {@link Input.Synced} says so. */
    public long writeSequence() {
        return state.durability.sequence();
    }

    /** Whether what {@code after} waits for holds. */
    public boolean isDurable(After after) {
        return switch (after) {
            case After.Now() -> true;
            case After.Flushed(int term, long index) ->
                    term == state.term
                            && state.durability.voteDurable()
                            && state.durableIndex() >= index;
        };
    }

    public int term() {
        return state.term;
    }

    public Role role() {
        return state.role;
    }

    public int leaderId() {
        return state.leaderId;
    }

    /** The effective ones. */
    public VoterSet voters() {
        return state.voters;
    }

    public boolean isVoter() {
        return state.isVoter();
    }

    /** Where the effective voters stand in the log, 0 for nowhere. */
    public long votersIndex() {
        return state.history.latestIndex();
    }

    /** Where the voters as of {@code index} stand in the log, 0 for nowhere. */
    public long votersIndexAt(long index) {
        return state.history.indexAt(index);
    }

    public UUID directoryId() {
        return state.directory;
    }

    /** The voters as of {@code index}, for a snapshot; none when the log did not say by then. */
    public VoterSet votersAt(long index) {
        return state.history.at(index);
    }

    public long commitIndex() {
        return state.commitIndex;
    }

    public long snapshotIndex() {
        return state.snapshotIndex;
    }

    public RaftLog log() {
        return state.log;
    }

    /** On the leader, everyone who follows; elsewhere nobody. */
    public List<FollowerView> followers(long nowNanos) {
        List<FollowerView> views = new ArrayList<>();
        Leadership leading = state.leadership;
        if (leading != null) {
            for (Progress follower : leading.followers()) {
                views.add(
                        new FollowerView(
                                follower.id,
                                follower.directory,
                                followers.isVoter(follower),
                                follower.matchIndex,
                                follower.heard ? nowNanos - follower.heardNanos : -1,
                                follower.caughtUp ? nowNanos - follower.caughtUpNanos : -1));
            }
        }
        return views;
    }

    /** How far this node's own log is on its disk. */
    public long durableIndex() {
        return state.durableIndex();
    }
}
