package io.odradek.raft.sim;

import io.odradek.raft.Entry;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Log matching: if two logs hold an entry of the same index and term, they are the same up to it
 * (Raft figure 3). Checked by induction: index and term decide the entry, and the term before it.
 */
final class LogMatching implements Checker {

    private record Place(long index, int term) {}

    private record Content(int previousTerm, Entry entry) {}

    private final Map<Place, Content> seen = new HashMap<>();

    @Override
    public void stepped(int id, RaftCore core, Input input, List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Append(int previousTerm, List<Entry> entries)) {
                int previous = previousTerm;
                for (Entry entry : entries) {
                    check(id, new Content(previous, entry));
                    previous = entry.term();
                }
            }
        }
    }

    private void check(int id, Content content) {
        Entry entry = content.entry;
        Content other = seen.putIfAbsent(new Place(entry.index(), entry.term()), content);
        if (other != null && !other.equals(content)) {
            throw new Violation(
                    "node %d appends %s where another had %s".formatted(id, content, other));
        }
    }
}
