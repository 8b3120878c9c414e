package io.odradek.controller.runtime;

import io.odradek.raft.Raft;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.StateMachine;
import io.odradek.raft.VoterChange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A log that takes, commits and refuses as a test tells it. */
final class ScriptedRaft implements Raft {
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    record Logged(int term, byte[] command) {}

    final List<Logged> log = new ArrayList<>();
    private final StateMachine machine;
    private int term;
    private boolean leading;
    private int committed;
    private long base;
    boolean busy;

    ScriptedRaft(StateMachine machine) {
        this.machine = machine;
    }

    void gain(int newTerm) {
        term = newTerm;
        leading = true;
        machine.leaderChanged(1, newTerm);
        machine.leadershipGained(newTerm);
    }

    void lose(int newLeader) {
        leading = false;
        machine.leaderChanged(newLeader, term + 1);
        machine.leadershipLost(term);
    }

    /** A snapshot stands for everything up to {@code index}. */
    void installed(long index) {
        base = index - log.size();
        committed = log.size();
    }

    /** What was not committed is gone, as when another leader overwrites it. */
    void truncate() {
        while (log.size() > committed) {
            log.removeLast();
        }
    }

    void commitAll() {
        while (committed < log.size()) {
            Logged entry = log.get(committed++);
            machine.apply(base + committed, entry.term(), entry.command());
        }
    }

    @Override
    public Proposal propose(int proposedTerm, byte[] command) {
        if (!leading || proposedTerm != term) {
            return new Proposal.NotLeader(2, term);
        }
        if (busy) {
            return new Proposal.Busy();
        }
        log.add(new Logged(term, command));
        return new Proposal.Accepted(base + log.size());
    }

    @Override
    public RaftStatus status() {
        return new RaftStatus(
                1,
                leading ? 1 : 2,
                term,
                base + committed,
                base + log.size(),
                List.of(),
                List.of());
    }

    @Override
    public void transferLeadership(Runnable done) {
        done.run();
    }

    @Override
    public void changeVoters(VoterChange change, Consumer<VoterChange.Outcome> done) {
        throw new UnsupportedOperationException("A script has no voters.");
    }

    @Override
    public void read(Consumer<Boolean> outcome) {
        outcome.accept(leading);
    }
}
