package io.odradek.raft.sim;

import io.odradek.raft.VoterChange;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.quorum.VoterSet;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * At an equal committed index the voters are the same on all nodes, and those in effect are the
 * latest in the log; a change that was reported as done is among them.
 */
final class VotersAgree implements Checker {

    private final TreeMap<Long, VoterSet> committed = new TreeMap<>();

    @Override
    public void stepped(int id, RaftCore core, Input input, List<Output> outputs) {
        boolean written = core.votersIndex() > 0;
        if (written && !core.voters().equals(core.votersAt(core.log().lastIndex()))) {
            throw new Violation(
                    "node %d counts on %s, but its log ends with %s"
                            .formatted(id, core.voters(), core.votersAt(core.log().lastIndex())));
        }
        for (Output output : outputs) {
            if (output instanceof Output.Committed(long upTo)) {
                check(id, core, upTo);
            }
        }
    }

    private void check(int id, RaftCore core, long upTo) {
        if (core.votersIndexAt(upTo) == 0) {
            return;
        }
        note(core, upTo);
        VoterSet own = core.votersAt(upTo);
        Map.Entry<Long, VoterSet> others = committed.floorEntry(upTo);
        if (others != null && !others.getValue().equals(own)) {
            throw new Violation(
                    "node %d has voters %s at %d where others have %s"
                            .formatted(id, own, upTo, others));
        }
    }

    /** Every set up to there; a snapshot's stands at the snapshot's end, and proves no index. */
    private void note(RaftCore core, long upTo) {
        long index = core.votersIndexAt(upTo);
        while (index > core.snapshotIndex()
                && committed.putIfAbsent(index, core.votersAt(index)) == null) {
            index = core.votersIndexAt(index - 1);
        }
    }

    /** The leader said that {@code change} is committed at {@code index}. */
    void done(VoterChange change, long index) {
        Map.Entry<Long, VoterSet> since = committed.floorEntry(index);
        VoterSet voters = since == null ? VoterSet.NONE : since.getValue();
        boolean made =
                switch (change) {
                    case VoterChange.Add(var voter) ->
                            voters.contains(voter.id(), voter.directoryId());
                    case VoterChange.Remove(int id, var directory) ->
                            !voters.contains(id, directory);
                    case VoterChange.Update(var voter) -> voters.voters().contains(voter);
                };
        if (!made) {
            throw new Violation(
                    "%s is said to be done at %d by %s".formatted(change, index, since));
        }
    }

    /** The latest that anybody knows to be committed; null before the first. */
    Map.@Nullable Entry<Long, VoterSet> latest() {
        return committed.lastEntry();
    }
}
