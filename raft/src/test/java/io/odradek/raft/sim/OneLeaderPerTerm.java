package io.odradek.raft.sim;

import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Election safety: at most one leader can be elected in a given term (Raft figure 3). */
final class OneLeaderPerTerm implements Checker {

    private final Map<Integer, Integer> leaders = new HashMap<>();

    @Override
    public void stepped(int id, RaftCore core, Input input, List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Leads(int term, long _)) {
                Integer other = leaders.put(term, id);
                if (other != null) {
                    throw new Violation(
                            "nodes %d and %d both lead term %d".formatted(other, id, term));
                }
            }
        }
    }
}
