package io.odradek.raft.quorum;

import io.odradek.raft.RaftStatus.Voter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToLongFunction;

/**
 * Who votes, by rising id. A value: every change makes another. Sets that differ by one voter share
 * one in any two of their majorities, which is why voters change one at a time (thesis §4.1).
 */
public record VoterSet(List<Voter> voters) implements Iterable<Voter> {

    public static final VoterSet NONE = new VoterSet(List.of());

    /**
     * @throws IllegalArgumentException when an id comes twice
     */
    public VoterSet {
        voters = voters.stream().sorted(Comparator.comparingInt(Voter::id)).toList();
        if (voters.stream().map(Voter::id).distinct().count() != voters.size()) {
            throw new IllegalArgumentException("A voter is named twice: " + voters);
        }
    }

    @Override
    public Iterator<Voter> iterator() {
        return voters.iterator();
    }

    public int size() {
        return voters.size();
    }

    public boolean isEmpty() {
        return voters.isEmpty();
    }

    public Optional<Voter> byId(int id) {
        return voters.stream().filter(voter -> voter.id() == id).findFirst();
    }

    /** Whether the node of this id and directory has a vote. */
    public boolean contains(int id, UUID directoryId) {
        for (Voter voter : voters) {
            if (voter.is(id, directoryId)) {
                return true;
            }
        }
        return false;
    }

    /** {@code voter} in place of any of its id, or besides the others. */
    public VoterSet with(Voter voter) {
        List<Voter> changed = new ArrayList<>(without(voter.id()).voters);
        changed.add(voter);
        return new VoterSet(changed);
    }

    public VoterSet without(int id) {
        return new VoterSet(voters.stream().filter(voter -> voter.id() != id).toList());
    }

    /** The largest value a majority has reached; see {@link Quorums#reachedByMajority}. */
    public long reachedByMajority(ToLongFunction<Voter> value) {
        return Quorums.reachedByMajority(voters.stream().mapToLong(value).toArray());
    }

    /** How many have a vote here and not there, or there and not here; addresses do not matter. */
    public int difference(VoterSet other) {
        return missingIn(other) + other.missingIn(this);
    }

    private int missingIn(VoterSet other) {
        int missing = 0;
        for (Voter voter : voters) {
            missing += other.contains(voter.id(), voter.directoryId()) ? 0 : 1;
        }
        return missing;
    }
}
