package io.odradek.raft.core;

import io.odradek.raft.Entry;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.quorum.Quorums;
import io.odradek.raft.quorum.VoterSet;
import io.odradek.raft.quorum.VoterSetFormat;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What a node knows, shared by the rules. Every change of term, vote, role, leader and commit index
 * goes through here, so that its invariants stand in one place.
 */
final class CoreState {

    final RaftConfig config;
    final int self;
    final UUID directory;
    final RaftLog log;
    final Durability durability = new Durability();
    final RandomGenerator random;

    /** Peers whose connection is up, as far as the transport has said. */
    final Set<Integer> connected = new HashSet<>();

    /** The effective ones. */
    VoterSet voters;

    final VoterHistory history;
    private final Set<Flaw> flaws;

    /** Who a hint named, and may not be a voter here. */
    private VoterSet hinted = VoterSet.NONE;

    private List<Voter> reachable;

    int term;
    int votedFor;
    UUID votedDirectory;
    int leaderId = -1;
    Role role = Role.FOLLOWER;
    long commitIndex;

    /** A prefix of this length matches the log of this term's leader. */
    long verifiedIndex;

    long snapshotIndex;
    int snapshotTerm;

    /** What a leader keeps in mind, while it leads. */
    @Nullable Leadership leadership;

    /** When this node heard its leader last. */
    long leaderHeardNanos;

    /** The connection to the leader was reset after it was heard last. */
    boolean leaderSuspect;

    /** When a node that does not lead loses patience. */
    long electionDeadlineNanos;

    /** The time of this step. */
    long now;

    private Output.Sink sink = output -> {};

    CoreState(
            RaftConfig config,
            RaftCore.Recovered recovered,
            RandomGenerator random,
            Set<Flaw> flaws) {
        this.config = config;
        this.self = config.nodeId();
        this.directory = config.directoryId();
        this.history = recovered.voters();
        this.voters = history.latest();
        this.reachable = voters.voters();
        this.flaws = flaws;
        this.random = random;
        this.log = recovered.log();
        this.term = recovered.term();
        this.votedFor = recovered.votedFor();
        this.votedDirectory = recovered.votedDirectory();
        this.snapshotIndex = recovered.snapshotIndex();
        this.snapshotTerm = recovered.snapshotTerm();
        this.commitIndex = snapshotIndex;
        this.verifiedIndex = commitIndex;
        Invariants.check(
                log.lastTerm() <= term,
                "a term is on the disk before its entries are",
                log.lastTerm(),
                term);
        Invariants.check(
                log.baseIndex() <= snapshotIndex && snapshotIndex <= log.lastIndex(),
                "the log goes on where the snapshot ends",
                log.baseIndex(),
                snapshotIndex);
    }

    void beginStep(long nowNanos, Output.Sink outputs) {
        now = nowNanos;
        sink = outputs;
    }

    // ---- outputs

    void emit(Output output) {
        sink.emit(output);
    }

    void send(int to, RaftMessage message) {
        sink.emit(new Output.Send(to, message, After.NOW));
    }

    void sendFlushed(int to, RaftMessage message, long index) {
        sink.emit(new Output.Send(to, message, new After.Flushed(term, index)));
    }

    // ---- time

    long electionTimeoutNanos() {
        return config.electionTimeoutMs() * 1_000_000;
    }

    /** Between one and two election timeouts from now. */
    void awaitLeader() {
        long timeout = electionTimeoutNanos();
        electionDeadlineNanos = now + timeout + random.nextLong(timeout);
    }

    /** Brings the next attempt forward to somewhere in {@code bound/4 .. bound} from now. */
    void hastenElection(long boundNanos) {
        long bound = Math.min(boundNanos, electionTimeoutNanos());
        long at = now + bound / 4 + random.nextLong(Math.max(1, bound - bound / 4));
        if (at - electionDeadlineNanos < 0) {
            electionDeadlineNanos = at;
        }
    }

    /** A leader was heard so lately that nobody may take its place (check-quorum, §6). */
    boolean leaderIsLive() {
        return switch (role) {
            case LEADER -> true;
            case PRE_CANDIDATE, CANDIDATE -> false;
            case FOLLOWER ->
                    leaderId != -1
                            && !leaderSuspect
                            && now - leaderHeardNanos < electionTimeoutNanos();
        };
    }

    // ---- members

    /** Whether this node has a vote. */
    boolean isVoter() {
        return voters.contains(self, directory);
    }

    boolean isSelf(Voter voter) {
        return voter.is(self, directory);
    }

    /**
     * Whether this node may try to lead. A voter whose removal is not known to be committed may
     * still be needed for that (thesis §4.2.2).
     */
    boolean mayCampaign() {
        boolean uncertain = history.latestIndex() > commitIndex;
        return isVoter() || (uncertain && history.previous().contains(self, directory));
    }

    Entry votersEntry(VoterSet set) {
        return new Entry(log.lastIndex() + 1, term, Entry.Kind.VOTERS, VoterSetFormat.encode(set));
    }

    /** The latest voter set is another one now. */
    void votersChanged() {
        voters = history.latest();
        hinted = VoterSet.NONE;
        emit(new Output.VotersChanged(voters));
        reach();
    }

    void hint(List<Voter> others) {
        hinted = new VoterSet(others);
        reach();
    }

    /** Tells whom this node may have to write to, if that changed. */
    void reach() {
        VoterSet all = hinted;
        if (leadership != null && leadership.change instanceof PendingChange.CatchingUp joining) {
            all = all.with(joining.voter());
        }
        for (Voter voter : voters) {
            all = all.with(voter);
        }
        if (!all.voters().equals(reachable)) {
            reachable = all.voters();
            emit(new Output.Reach(reachable));
        }
    }

    boolean has(Flaw flaw) {
        return flaws.contains(flaw);
    }

    // ---- term and role

    void adopt(int newTerm, int vote, UUID voteDirectory) {
        Invariants.check(newTerm >= term, "terms only rise", newTerm, term);
        Invariants.check(
                newTerm > term || votedFor == -1 || hasVotedFor(vote, voteDirectory),
                "one vote a term",
                votedFor,
                vote);
        if (newTerm > term) {
            verifiedIndex = commitIndex;
        }
        term = newTerm;
        votedFor = vote;
        votedDirectory = voteDirectory;
        durability.wroteVote();
        emit(new Output.SaveVote(term, votedFor, votedDirectory));
    }

    boolean hasVotedFor(int id, UUID otherDirectory) {
        return votedFor == id && Voter.sameDirectory(votedDirectory, otherDirectory);
    }

    /** Follows {@code leader}, or waits for one (-1), in {@code newTerm}. */
    void becomeFollower(int newTerm, int leader) {
        endLeadership();
        if (newTerm > term) {
            adopt(newTerm, -1, Voter.NO_DIRECTORY);
        }
        role = Role.FOLLOWER;
        setLeader(leader);
        awaitLeader();
    }

    void endLeadership() {
        Leadership ending = leadership;
        if (ending != null) {
            leadership = null;
            ending.abandon(this);
            reach();
            emit(new Output.LeadsNoMore(term));
        }
    }

    void setLeader(int leader) {
        if (leader == leaderId) {
            return;
        }
        leaderId = leader;
        leaderSuspect = false;
        emit(new Output.LeaderChanged(leader, term));
    }

    // ---- log

    void append(List<Entry> entries) {
        int previousTerm = log.lastTerm();
        durability.wroteLog(log.lastIndex() + 1);
        entries.forEach(log::append);
        emit(new Output.Append(previousTerm, entries));
        for (Entry entry : entries) {
            if (entry.kind() == Entry.Kind.VOTERS) {
                refuseIfStatic(entry);
                history.append(entry.index(), VoterSetFormat.decode(entry.payload()));
                votersChanged();
            }
        }
    }

    private void refuseIfStatic(Entry entry) {
        if (config.quorum() == RaftConfig.Quorum.STATIC) {
            throw new IllegalStateException(
                    "Entry %d changes the voters, but node %d has them configured: remove controller.quorum.voters from its configuration."
                            .formatted(entry.index(), self));
        }
    }

    void truncateFrom(long index) {
        Invariants.check(
                index > commitIndex, "committed entries are never cut", index, commitIndex);
        Invariants.check(
                index > verifiedIndex, "verified entries are never cut", index, verifiedIndex);
        log.truncateFrom(index);
        durability.wroteLog(index);
        emit(new Output.TruncateSuffix(index));
        history.truncateFrom(index);
        if (!history.latest().equals(voters) && !has(Flaw.KEEPS_TRUNCATED_VOTERS)) {
            votersChanged();
        }
    }

    void commit(long index) {
        if (index <= commitIndex) {
            return;
        }
        Invariants.check(
                index <= log.lastIndex(), "only what is held is committed", index, log.lastIndex());
        commitIndex = index;
        emit(new Output.Committed(index));
    }

    /** How far this node's log is on its disk; a snapshot stands for all before it. */
    long durableIndex() {
        return Math.max(snapshotIndex, durability.durableIndex(log.lastIndex()));
    }

    /** What this node can promise its leader; nothing before its term is on the disk. */
    long durableMatch() {
        return durability.voteDurable() ? Math.min(verifiedIndex, durableIndex()) : 0;
    }

    boolean isUpToDate(RaftMessage.VoteRequest request) {
        return has(Flaw.VOTES_FOR_ANY_LOG)
                || Quorums.upToDate(
                        request.lastTerm(), request.lastIndex(), log.lastTerm(), log.lastIndex());
    }
}
