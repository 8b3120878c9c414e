package io.odradek.raft.core;

import io.odradek.raft.quorum.VoterSet;

import java.util.ArrayList;

/**
 * The voter sets along the log. The last one counts, committed or not (Raft thesis §4.1); when it
 * is cut off, the one before it does again. Grows with changes, and shrinks with every snapshot.
 */
public final class VoterHistory {

    private record Since(long index, VoterSet voters) {}

    /** By rising index; never empty. At index 0 stands what was configured. */
    private final ArrayList<Since> sets = new ArrayList<>();

    public VoterHistory(VoterSet initial) {
        sets.add(new Since(0, initial));
    }

    public VoterSet latest() {
        return sets.getLast().voters;
    }

    /** Where the latest stands in the log; 0 when it was never written there. */
    public long latestIndex() {
        return sets.getLast().index;
    }

    /** The one before the latest, if it is still known. */
    VoterSet previous() {
        return sets.get(Math.max(0, sets.size() - 2)).voters;
    }

    private Since since(long index) {
        for (Since since : sets.reversed()) {
            if (since.index <= index) {
                return since;
            }
        }
        return sets.getFirst();
    }

    long indexAt(long index) {
        return since(index).index;
    }

    /** The set as of {@code index}; none when it was not in the log by then. */
    public VoterSet at(long index) {
        Since since = since(index);
        return since.index == 0 ? VoterSet.NONE : since.voters;
    }

    /** Also used to fill it at start-up. */
    public void append(long index, VoterSet voters) {
        Invariants.check(
                index > latestIndex(), "voter sets follow each other", index, latestIndex());
        sets.add(new Since(index, voters));
    }

    void truncateFrom(long index) {
        while (sets.size() > 1 && sets.getLast().index >= index) {
            sets.removeLast();
        }
    }

    /** A snapshot up to {@code index} holds {@code voters}; none if it knew of none. */
    public void snapshot(long index, VoterSet voters) {
        Since base = voters.isEmpty() ? since(index) : new Since(index, voters);
        sets.removeIf(since -> since.index <= index);
        sets.addFirst(base);
    }

    /** What changed before {@code index} can no longer be cut off. */
    void forgetBefore(long index) {
        Since base = since(index);
        sets.removeIf(since -> since.index < base.index);
    }
}
