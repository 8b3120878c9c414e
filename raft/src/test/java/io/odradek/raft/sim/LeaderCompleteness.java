package io.odradek.raft.sim;

import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.core.RaftLog;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Leader completeness: what was committed in a term is in the log of every leader of later terms
 * (Raft figure 3).
 */
final class LeaderCompleteness implements Checker {

    private record Committed(int entryTerm, int commitTerm) {}

    private final TreeMap<Long, Committed> committed = new TreeMap<>();

    @Override
    public void stepped(int id, RaftCore core, Input input, List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Leads(int term, long _)) {
                check(id, term, core.log());
            } else if (output instanceof Output.Committed(long upTo)) {
                note(core, upTo);
            }
        }
    }

    private void note(RaftCore core, long upTo) {
        RaftLog log = core.log();
        for (long index = upTo; index >= log.firstIndex(); index--) {
            if (committed.putIfAbsent(index, new Committed(log.termAt(index), core.term()))
                    != null) {
                return;
            }
        }
    }

    private void check(int id, int term, RaftLog log) {
        for (Map.Entry<Long, Committed> one : committed.tailMap(log.baseIndex(), true).entrySet()) {
            if (one.getValue().commitTerm < term
                    && !log.matches(one.getKey(), one.getValue().entryTerm)) {
                throw new Violation(
                        "node %d leads term %d without entry %d of term %d, committed in term %d"
                                .formatted(
                                        id,
                                        term,
                                        one.getKey(),
                                        one.getValue().entryTerm,
                                        one.getValue().commitTerm));
            }
        }
    }
}
