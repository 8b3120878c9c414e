package io.odradek.raft.core;

import io.odradek.raft.RaftMessage.AppendResponse;
import io.odradek.raft.RaftMessage.LeaderIs;
import io.odradek.raft.RaftMessage.VoteRequest;
import io.odradek.raft.RaftStatus.Voter;

import java.util.Set;

/**
 * How a node without a vote finds its leader: it tells the voters it knows how far it is, and the
 * one that leads takes it in. One that knows no voters, or the wrong ones, asks the transport's
 * bootstrap servers; whoever follows a leader there answers with its name.
 */
final class Seeking {

    /** Hints followed before the next hello: stale ones might lead in a circle. */
    private static final int HOPS_MAX = 3;

    private final CoreState state;
    private final Replication replication;
    private final Set<Integer> bootstrap;
    private int hops;

    Seeking(CoreState state, Replication replication, Set<Integer> bootstrap) {
        this.state = state;
        this.replication = replication;
        this.bootstrap = Set.copyOf(bootstrap);
    }

    /** This node, which has no vote, misses its leader. */
    void lookForLeader() {
        state.setLeader(-1);
        state.awaitLeader();
        sayHello(true);
    }

    /**
     * @param strangers also those of whom only an address is known
     */
    void sayHello(boolean strangers) {
        hops = HOPS_MAX;
        for (Voter voter : state.voters) {
            if (!state.isSelf(voter)) {
                sayHello(voter.id());
            }
        }
        if (strangers) {
            bootstrap.stream().sorted().forEach(this::sayHello);
        }
    }

    private void sayHello(int to) {
        state.send(
                to,
                new AppendResponse(
                        state.term,
                        false,
                        state.log.lastIndex(),
                        state.log.lastTerm(),
                        0,
                        state.directory));
    }

    /** {@code hello} reached this node, which does not lead. */
    void direct(int from, AppendResponse hello) {
        boolean knows = state.leaderId != -1 && state.leaderId != from;
        if (knows && !hello.success() && hello.round() == 0 && state.leadership == null) {
            state.send(from, new LeaderIs(state.term, state.leaderId, state.voters.voters()));
        }
    }

    void onHint(LeaderIs hint) {
        boolean wanted = state.leaderId == -1 && state.leadership == null && hops > 0;
        if (wanted && hint.term() >= state.term && hint.leaderId() != state.self) {
            hops--;
            state.hint(hint.voters());
            sayHello(hint.leaderId());
        }
    }

    /** One that believes to be a voter still asks a leader for its vote: it shall learn better. */
    void welcomeStranger(int from, VoteRequest request) {
        Leadership leading = state.leadership;
        boolean stranger = !state.voters.contains(from, request.candidateDirectory());
        if (leading != null && stranger && request.term() - 1 <= state.term) {
            replication.welcome(
                    from,
                    new AppendResponse(
                            request.term() - 1,
                            false,
                            request.lastIndex(),
                            request.lastTerm(),
                            0,
                            request.candidateDirectory()));
        }
    }
}
