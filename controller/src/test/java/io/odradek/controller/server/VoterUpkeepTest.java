package io.odradek.controller.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.raft.RaftStatus;
import io.odradek.raft.RaftStatus.Replica;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a leader changes of the voters by itself. */
final class VoterUpkeepTest {
    private static final UUID DISK_1 = new UUID(1, 1);
    private static final UUID DISK_2 = new UUID(2, 2);
    private static final UUID OTHER = new UUID(3, 3);
    private static final Voter ONE = new Voter(1, DISK_1, "one", 9093);
    private static final Voter TWO = new Voter(2, DISK_2, "two", 9093);

    private static RaftStatus status(Replica... replicas) {
        return new RaftStatus(1, 1, 5, 100, 100, List.of(ONE, TWO), List.of(replicas));
    }

    private static PeerInfo info(UUID disk, String host, boolean wantsVote) {
        return new PeerInfo(disk, new Address(host, 9093), wantsVote);
    }

    private static Replica observer(int id, UUID disk) {
        return new Replica(id, disk, false, 100, 1, 1);
    }

    private static Optional<VoterChange> due(PeerInfo two, Replica... replicas) {
        return VoterUpkeep.due(status(replicas), Map.of(1, info(DISK_1, "one", false), 2, two));
    }

    @Test
    void nothingWhileEverybodyIsWhereTheLogSays() {
        assertEquals(Optional.empty(), due(info(DISK_2, "two", true)));
    }

    @Test
    void aVotersNewAddressIsWrittenDown() {
        Voter moved = new Voter(2, DISK_2, "elsewhere", 9093);
        assertEquals(
                Optional.of(new VoterChange.Update(moved)), due(info(DISK_2, "elsewhere", false)));
    }

    @Test
    void anotherDiskUnderAVotersIdIsNotTheVoter() {
        assertEquals(Optional.empty(), due(info(OTHER, "elsewhere", false), observer(2, OTHER)));
    }

    @Test
    void anotherDiskThatWantsTheVoteFirstTakesThePlaceOfTheLostOne() {
        assertEquals(
                Optional.of(new VoterChange.Remove(2, DISK_2)),
                due(info(OTHER, "two", true), observer(2, OTHER)));
    }

    @Test
    void anObserverGetsTheVoteItWantsOnceItFollows() {
        Map<Integer, PeerInfo> three = Map.of(3, info(OTHER, "three", true));
        assertEquals(Optional.empty(), VoterUpkeep.due(status(), three));
        assertEquals(
                Optional.of(new VoterChange.Add(new Voter(3, OTHER, "three", 9093))),
                VoterUpkeep.due(status(observer(3, OTHER)), three));
        assertEquals(
                Optional.empty(),
                VoterUpkeep.due(
                        status(observer(3, OTHER)), Map.of(3, info(OTHER, "three", false))));
    }
}
