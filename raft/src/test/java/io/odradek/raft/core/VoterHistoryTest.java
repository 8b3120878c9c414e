package io.odradek.raft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.quorum.VoterSet;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

final class VoterHistoryTest {

    private static VoterSet set(int... ids) {
        List<Voter> voters =
                IntStream.of(ids)
                        .mapToObj(id -> new Voter(id, new UUID(id, 1), "host", id))
                        .toList();
        return new VoterSet(voters);
    }

    private final VoterHistory history = new VoterHistory(set(1));

    VoterHistoryTest() {
        history.append(2, set(1));
        history.append(5, set(1, 2));
        history.append(9, set(1, 2, 3));
    }

    @Test
    void theLatestCounts() {
        assertEquals(set(1, 2, 3), history.latest());
        assertEquals(9, history.latestIndex());
    }

    @Test
    void truncationBringsBackTheOneBefore() {
        history.truncateFrom(9);
        assertEquals(set(1, 2), history.latest());
        history.truncateFrom(1);
        assertEquals(set(1), history.latest());
        assertEquals(0, history.latestIndex());
    }

    @Test
    void everyIndexHasItsVoters() {
        assertEquals(VoterSet.NONE, history.at(1));
        assertEquals(set(1), history.at(4));
        assertEquals(set(1, 2), history.at(8));
        assertEquals(set(1, 2, 3), history.at(100));
    }

    @Test
    void snapshotTakesThePlaceOfWhatItCovers() {
        history.snapshot(7, set(1, 2));
        assertEquals(7, history.indexAt(8));
        assertEquals(set(1, 2, 3), history.latest());
        history.truncateFrom(8);
        assertEquals(set(1, 2), history.latest());
    }

    @Test
    void snapshotThatNamesNoVotersKeepsThoseOfTheLog() {
        history.snapshot(7, VoterSet.NONE);
        assertEquals(set(1, 2), history.at(7));
        assertEquals(5, history.indexAt(7));
    }

    @Test
    void whatASnapshotCoversIsForgotten() {
        history.forgetBefore(8);
        assertEquals(set(1, 2), history.at(6));
        history.truncateFrom(1);
        assertEquals(set(1, 2), history.latest());
    }
}
