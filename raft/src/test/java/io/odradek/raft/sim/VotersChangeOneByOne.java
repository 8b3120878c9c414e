package io.odradek.raft.sim;

import io.odradek.raft.Entry;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.core.Role;
import io.odradek.raft.quorum.VoterSet;
import io.odradek.raft.quorum.VoterSetFormat;

import java.util.List;

/**
 * A leader changes one voter at a time: only once the change before is committed, and an entry of
 * its own term is (Raft thesis §4.1, and its erratum on single-server changes).
 */
final class VotersChangeOneByOne implements Checker {

    @Override
    public void stepped(int id, RaftCore core, Input input, List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Append(int _, List<Entry> entries)
                    && core.role() == Role.LEADER) {
                for (Entry entry : entries) {
                    if (entry.kind() == Entry.Kind.VOTERS) {
                        check(id, core, entry);
                    }
                }
            }
        }
    }

    private static void check(int id, RaftCore core, Entry entry) {
        long before = core.votersIndexAt(entry.index() - 1);
        if (before == 0) {
            // The first of all, which writes down what was configured.
            return;
        }
        VoterSet from = core.votersAt(entry.index() - 1);
        VoterSet to = VoterSetFormat.decode(entry.payload());
        if (from.difference(to) > 1) {
            throw new Violation("leader %d changes %s to %s in one step".formatted(id, from, to));
        }
        if (before > core.commitIndex()) {
            throw new Violation(
                    "leader %d changes the voters at %d though those of %d are not committed"
                            .formatted(id, entry.index(), before));
        }
        boolean ownTerm =
                core.log().knows(core.commitIndex())
                        && core.log().termAt(core.commitIndex()) == core.term();
        if (!ownTerm) {
            throw new Violation(
                    "leader %d changes the voters at %d before it committed anything in term %d"
                            .formatted(id, entry.index(), core.term()));
        }
    }
}
