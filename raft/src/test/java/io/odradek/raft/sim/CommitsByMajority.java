package io.odradek.raft.sim;

import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.core.Role;
import io.odradek.raft.quorum.Quorums;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a leader commits is of its own term (Raft §5.4.2) and on the disks of a majority of its
 * effective voters at that moment, whoever of them still runs.
 */
final class CommitsByMajority implements Checker {

    private record Identity(int id, UUID directory) {}

    private final Map<Identity, RaftCore> cores = new HashMap<>();

    @Override
    public void stepped(int id, RaftCore core, Input input, List<Output> outputs) {
        cores.put(new Identity(id, core.directoryId()), core);
        if (core.role() == Role.LEADER) {
            for (Output output : outputs) {
                if (output instanceof Output.Committed(long upTo)) {
                    check(id, core, upTo);
                }
            }
        }
    }

    private void check(int id, RaftCore leader, long upTo) {
        int term = leader.log().termAt(upTo);
        if (term != leader.term()) {
            throw new Violation(
                    "leader %d of term %d commits %d of term %d by counting"
                            .formatted(id, leader.term(), upTo, term));
        }
        int copies = 0;
        for (Voter voter : leader.voters()) {
            RaftCore core = cores.get(new Identity(voter.id(), voter.directoryId()));
            copies += core != null && holds(core, upTo, term) ? 1 : 0;
        }
        if (!Quorums.wins(copies, leader.voters().size())) {
            throw new Violation(
                    "leader %d commits %d, which %d of %s hold"
                            .formatted(id, upTo, copies, leader.voters()));
        }
    }

    private static boolean holds(RaftCore core, long index, int term) {
        boolean entry = core.durableIndex() >= index && core.log().matches(index, term);
        return entry || core.snapshotIndex() >= index;
    }
}
