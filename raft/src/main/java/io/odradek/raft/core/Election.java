package io.odradek.raft.core;

import io.odradek.raft.RaftMessage.VoteRequest;
import io.odradek.raft.RaftMessage.VoteResponse;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.quorum.Quorums;

import java.util.HashSet;
import java.util.Set;

/**
 * Who leads (Raft §5.2, thesis §9.6). A node first asks whether it could win; only then it raises
 * the term. Nobody votes against a leader it hears, so a pre-vote disturbs no healthy quorum and
 * may therefore be tried on slight suspicion: that is what makes fail-over fast.
 */
final class Election {

    /** A twentieth of the election timeout: the pace of attempts while they look hopeful. */
    private static final int HASTE = 20;

    /** Attempts in vain after which a node asks strangers too. */
    private static final int LONELY = 3;

    private final CoreState state;
    private final Replication replication;
    private final Set<Integer> granted = new HashSet<>();
    private final Set<Integer> denied = new HashSet<>();

    /** Attempts since a leader was known; spreads rivals apart. */
    private int attempts;

    private boolean forTransfer;

    private final Seeking seeking;

    Election(CoreState state, Replication replication, Seeking seeking) {
        this.state = state;
        this.seeking = seeking;
        this.replication = replication;
    }

    /** The first moment of a node's life. */
    void start() {
        state.awaitLeader();
        if (state.voters.size() == 1 && state.isVoter()) {
            state.electionDeadlineNanos = state.now;
        } else {
            state.hastenElection(hasteNanos() * 4);
        }
    }

    void tick() {
        if (state.role == Role.LEADER || state.now - state.electionDeadlineNanos < 0) {
            return;
        }
        if (state.mayCampaign()) {
            preVote();
        } else {
            seeking.lookForLeader();
        }
    }

    /** The connection to the leader broke: its process is likely gone. */
    void disconnected(int peer) {
        if (peer == state.leaderId && state.role == Role.FOLLOWER) {
            state.leaderSuspect = true;
            state.hastenElection(hasteNanos());
        }
        lookWhetherHopeless();
    }

    void connected() {
        if (state.leaderId == -1 && state.role != Role.LEADER) {
            state.hastenElection(hasteNanos());
        }
    }

    /** The leader of the term was heard. */
    void leaderHeard(int leader) {
        if (state.role != Role.FOLLOWER || state.leaderId != leader) {
            state.becomeFollower(state.term, leader);
        } else {
            state.awaitLeader();
        }
        state.leaderHeardNanos = state.now;
        state.leaderSuspect = false;
        attempts = 0;
    }

    /** The old leader asks this node to take over: its word replaces the pre-vote. */
    void takeOver() {
        if (state.mayCampaign()) {
            campaign(true);
        }
    }

    private void preVote() {
        state.role = Role.PRE_CANDIDATE;
        state.setLeader(-1);
        beginRound();
        granted.add(state.self);
        ask(state.term + 1, true, false);
        if (attempts > LONELY || !state.isVoter()) {
            // These voters may be voters no more: somebody else may know.
            seeking.sayHello(attempts > LONELY);
        }
        count();
    }

    private void campaign(boolean transfer) {
        forTransfer = transfer;
        state.role = Role.CANDIDATE;
        state.setLeader(-1);
        state.adopt(state.term + 1, state.self, state.directory);
        beginRound();
        // Asking promises nothing, so the requests leave while the own vote is being synced; it
        // counts once it is on the disk (see voteSynced).
        ask(state.term, false, forTransfer);
    }

    private void beginRound() {
        granted.clear();
        denied.clear();
        attempts = Math.min(attempts + 1, 16);
        state.awaitLeader();
    }

    private void ask(int term, boolean preVote, boolean transfer) {
        for (Voter voter : state.voters) {
            if (!state.isSelf(voter)) {
                state.send(
                        voter.id(),
                        new VoteRequest(
                                term,
                                preVote,
                                lastIndex(),
                                lastTerm(),
                                transfer,
                                state.directory,
                                voter.directoryId()));
            }
        }
    }

    void voteSynced() {
        if (state.role == Role.CANDIDATE && state.durability.voteDurable()) {
            granted.add(state.self);
            count();
        }
    }

    void onRequest(int from, VoteRequest request) {
        // Neither needs to be a voter by this node's set, which may lack the latest change (thesis
        // §4.2.2); but the vote of another disk under this id is not this node's to give.
        boolean meant =
                Voter.sameDirectory(request.voterDirectory(), state.directory)
                        || state.has(Flaw.VOTES_WITH_ANY_DIRECTORY);
        if (!meant) {
            state.send(from, new VoteResponse(state.term, request.preVote(), false));
            return;
        }
        if (request.preVote()) {
            boolean grant =
                    request.term() > state.term
                            && !state.leaderIsLive()
                            && state.isUpToDate(request);
            int term = grant ? request.term() : state.term;
            state.send(from, new VoteResponse(term, true, grant));
            seeking.welcomeStranger(from, request);
            return;
        }
        if (request.term() > state.term) {
            if (state.leaderIsLive() && !request.transfer()) {
                return;
            }
            state.becomeFollower(request.term(), -1);
        }
        boolean grant =
                request.term() == state.term
                        && (state.votedFor == -1
                                || state.hasVotedFor(from, request.candidateDirectory()))
                        && state.leaderId == -1
                        && state.isUpToDate(request);
        if (!grant) {
            state.send(from, new VoteResponse(state.term, false, false));
            return;
        }
        if (state.votedFor == -1) {
            state.adopt(state.term, from, request.candidateDirectory());
        }
        state.awaitLeader();
        state.sendFlushed(from, new VoteResponse(state.term, false, true), 0);
    }

    void onResponse(int from, VoteResponse response) {
        boolean asked =
                response.preVote()
                        ? state.role == Role.PRE_CANDIDATE
                        : state.role == Role.CANDIDATE;
        if (!asked) {
            return;
        }
        if (!response.granted()) {
            denied.add(from);
        } else if (response.term() == (response.preVote() ? state.term + 1 : state.term)) {
            granted.add(from);
        }
        count();
    }

    private void count() {
        // Without its own vote on the disk a node could, after a crash, win the same term twice.
        boolean ownVote = granted.contains(state.self);
        if (ownVote && Quorums.wins(yes(), state.voters.size())) {
            if (state.role == Role.PRE_CANDIDATE) {
                campaign(false);
            } else if (state.role == Role.CANDIDATE) {
                attempts = 0;
                replication.lead();
            }
            return;
        }
        lookWhetherHopeless();
    }

    /** Votes that count: a node that was removed wins by others' alone. */
    private int yes() {
        int yes = 0;
        for (Voter voter : state.voters) {
            boolean anotherOfOwnId = voter.id() == state.self && !state.isSelf(voter);
            yes += granted.contains(voter.id()) && !anotherOfOwnId ? 1 : 0;
        }
        return yes;
    }

    /** When those who can still answer are too few, waiting out the timeout is pointless. */
    private void lookWhetherHopeless() {
        if (state.role != Role.PRE_CANDIDATE && state.role != Role.CANDIDATE) {
            return;
        }
        int possible = yes();
        for (Voter voter : state.voters) {
            int id = voter.id();
            boolean open = !granted.contains(id) && !denied.contains(id);
            if (open && (state.isSelf(voter) || state.connected.contains(id))) {
                possible++;
            }
        }
        if (!Quorums.wins(possible, state.voters.size())) {
            state.hastenElection(hasteNanos() << attempts);
        }
    }

    private long hasteNanos() {
        return state.electionTimeoutNanos() / HASTE;
    }

    private long lastIndex() {
        return state.log.lastIndex();
    }

    private int lastTerm() {
        return state.log.lastTerm();
    }
}
