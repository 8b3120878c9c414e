package io.odradek.raft.sim;

import java.util.HashMap;
import java.util.Map;

/**
 * State-machine safety: no two nodes ever apply different commands at the same index, in any life,
 * whether they got there by applying or by a snapshot (Raft figure 3).
 */
final class StateMachineSafety implements Checker {

    private record History(int node, long hash) {}

    private final Map<Long, History> histories = new HashMap<>();
    private long last;

    /** The last index anybody applied. */
    long last() {
        return last;
    }

    @Override
    public void applied(int id, long index, int term, long historyHash) {
        last = Math.max(last, index);
        History other = histories.putIfAbsent(index, new History(id, historyHash));
        if (other != null && other.hash != historyHash) {
            throw new Violation(
                    "node %d and node %d have different histories up to %d"
                            .formatted(id, other.node, index));
        }
    }
}
