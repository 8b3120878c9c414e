package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

class LeaderRulesTest {
    private static final long SECOND = 1_000_000_000;
    private static final List<Integer> ALL = List.of(1, 2, 3);

    private final SimLog log = new SimLog();
    private final Set<Integer> fenced = new HashSet<>();
    private long now = 100 * SECOND;
    private int partitionEpoch;
    private PartitionReplica leader = replica(Durability.SYNC);

    private PartitionReplica replica(Durability durability) {
        return new PartitionReplica(
                new ReplicaRules(1, durability, 30 * SECOND, SECOND, false),
                (id, epoch) -> !fenced.contains(id),
                log,
                0);
    }

    private void lead(List<Integer> isr, int minIsr) {
        leader.apply(PartitionImages.of(ALL, isr, 1, 5, ++partitionEpoch), minIsr, now);
    }

    private void append(int records) {
        for (int i = 0; i < records; i++) {
            log.append(5, i);
        }
        leader.logChanged(now);
    }

    private void flush() {
        log.flushedTo(log.logEndOffset());
        leader.logChanged(now);
    }

    /** A first fetch in this epoch, that compares the logs. */
    private FetchVerdict fetch(int follower, long offset, long flushed) {
        int last = offset == 0 ? -1 : 5;
        return leader.followerFetch(follower, follower, 5, last, offset, flushed, now);
    }

    private boolean progress(int follower, long end, long flushed) {
        return leader.followerProgress(follower, follower, 5, end, flushed, now);
    }

    private static List<Integer> members(@Nullable IsrProposal proposal) {
        return Objects.requireNonNull(proposal, "no proposal").members().stream()
                .map(IsrProposal.Member::brokerId)
                .toList();
    }

    private void accept(IsrProposal proposal) {
        leader.altered(new IsrAnswer.Accepted(proposal, members(proposal), ++partitionEpoch), now);
    }

    @Test
    void theWatermarkWaitsForEveryInSyncDisk() {
        lead(ALL, 1);
        append(10);
        fetch(2, 0, 0);
        fetch(3, 0, 0);
        progress(2, 10, 10);
        progress(3, 10, 4);
        assertEquals(0, leader.highWatermark(), "the leader's own disk has nothing yet");
        flush();
        assertEquals(4, leader.highWatermark());
        progress(3, 10, 10);
        assertEquals(10, leader.highWatermark());
    }

    @Test
    void withPageCacheDurabilityALogIsEnough() {
        leader = replica(Durability.PAGE_CACHE);
        lead(ALL, 1);
        append(10);
        fetch(2, 0, -1);
        fetch(3, 0, -1);
        progress(2, 10, -1);
        progress(3, 7, -1);
        assertEquals(7, leader.highWatermark());
    }

    @Test
    void theWatermarkStandsStillBelowMinInsyncReplicas() {
        lead(List.of(1, 2), 2);
        append(3);
        flush();
        fetch(2, 0, 0);
        progress(2, 3, 3);
        assertEquals(3, leader.highWatermark());
        lead(List.of(1), 2);
        assertEquals(ErrorCode.NOT_ENOUGH_REPLICAS, leader.appendGate(true));
        assertEquals(ErrorCode.NONE, leader.appendGate(false));
        append(2);
        flush();
        assertEquals(3, leader.highWatermark());
        assertFalse(leader.enoughInSync());
    }

    @Test
    void moreMinInsyncReplicasThanReplicasMeansAllOfThem() {
        lead(ALL, 9);
        assertEquals(ErrorCode.NONE, leader.appendGate(true));
    }

    @Test
    void aFollowerThatIsBehindForTooLongIsProposedToLeave() {
        lead(ALL, 1);
        fetch(2, 0, 0);
        fetch(3, 0, 0);
        append(5);
        flush();
        progress(2, 5, 5);
        now += 29 * SECOND;
        leader.tick(now);
        assertNull(leader.takeProposal());
        now += 2 * SECOND;
        leader.tick(now);
        IsrProposal proposal = leader.takeProposal();
        assertEquals(List.of(1, 2), members(proposal));
        assertEquals(0, leader.highWatermark(), "nothing is committed on hope");
        accept(Objects.requireNonNull(proposal));
        assertEquals(5, leader.highWatermark());
    }

    @Test
    void aFollowerWhoseDiskHangsLeavesToo() {
        lead(ALL, 1);
        fetch(2, 0, 0);
        fetch(3, 0, 0);
        append(5);
        flush();
        progress(2, 5, 5);
        for (int i = 0; i < 32; i++) {
            now += SECOND;
            progress(3, 5, 0);
        }
        assertEquals(List.of(1, 2), members(leader.takeProposal()));
    }

    @Test
    void anIdleFollowerIsNotBehindWhenRecordsComeAtLast() {
        lead(ALL, 1);
        fetch(2, 0, 0);
        fetch(3, 0, 0);
        now += 3600 * SECOND;
        append(1);
        leader.tick(now);
        assertNull(leader.takeProposal());
    }

    @Test
    void aFollowerThatAlwaysLagsALittleStays() {
        lead(ALL, 1);
        fetch(2, 0, 0);
        fetch(3, 0, 0);
        for (int i = 0; i < 60; i++) {
            append(10);
            flush();
            now += SECOND;
            progress(2, log.logEndOffset(), log.logEndOffset());
            progress(3, log.logEndOffset() - 10, log.logEndOffset() - 10);
            assertNull(leader.takeProposal());
        }
    }

    @Test
    void aFollowerJoinsOnceItsDiskHasReachedTheWatermark() {
        lead(List.of(1, 2), 1);
        append(5);
        flush();
        fetch(2, 0, 0);
        progress(2, 5, 5);
        fetch(3, 0, 0);
        assertNull(leader.takeProposal());
        progress(3, 5, 2);
        assertNull(leader.takeProposal(), "its disk lacks records that were committed");
        progress(3, 5, 5);
        IsrProposal proposal = leader.takeProposal();
        assertEquals(ALL, members(proposal));
        append(1);
        flush();
        progress(2, 6, 6);
        assertEquals(5, leader.highWatermark(), "the newcomer may be in the set already");
        progress(3, 6, 6);
        assertEquals(6, leader.highWatermark());
        accept(Objects.requireNonNull(proposal));
        assertEquals(ALL, leader.isr());
    }

    @Test
    void theWatermarkWaitsForANewcomersDiskOnlyForAMoment() {
        lead(List.of(1, 2), 1);
        fetch(2, 0, 0);
        append(2);
        flush();
        progress(2, 2, 2);
        fetch(3, 0, 0);
        append(3);
        flush();
        progress(3, 5, 1);
        progress(2, 5, 5);
        assertEquals(2, leader.highWatermark());
        now += 2 * SECOND;
        leader.tick(now);
        assertEquals(5, leader.highWatermark());
    }

    @Test
    void aFencedFollowerIsNotLetIn() {
        lead(List.of(1, 2), 1);
        fenced.add(3);
        fetch(3, 0, 0);
        assertNull(leader.takeProposal());
        fenced.clear();
        leader.tick(now);
        assertEquals(ALL, members(leader.takeProposal()));
    }

    @Test
    void aRefusedProposalIsRepeatedAfterAPause() {
        lead(List.of(1, 2), 1);
        fetch(3, 0, 0);
        IsrProposal proposal = Objects.requireNonNull(leader.takeProposal());
        leader.altered(new IsrAnswer.Refused(proposal), now);
        assertNull(leader.takeProposal());
        assertTrue(leader.needsTicks(now));
        now += SECOND;
        leader.tick(now);
        assertNotNull(leader.takeProposal());
    }

    @Test
    void aNewerImageSettlesAProposalThatWasSuperseded() {
        lead(List.of(1, 2), 1);
        fetch(3, 0, 0);
        IsrProposal proposal = Objects.requireNonNull(leader.takeProposal());
        leader.altered(new IsrAnswer.Superseded(proposal), now);
        assertNull(leader.takeProposal());
        lead(ALL, 1);
        assertEquals(ALL, leader.isr());
    }

    @Test
    void aProcessThatWasReplacedIsNotBelieved() {
        lead(ALL, 1);
        append(5);
        flush();
        leader.followerFetch(2, 20, 5, -1, 0, 0, now);
        leader.followerFetch(2, 21, 5, -1, 0, 0, now);
        fetch(3, 0, 0);
        progress(3, 5, 5);
        assertFalse(leader.followerProgress(2, 20, 5, 5, 5, now));
        assertEquals(0, leader.highWatermark());
        assertTrue(leader.followerProgress(2, 21, 5, 5, 5, now));
        assertEquals(5, leader.highWatermark());
    }

    @Test
    void progressCountsOnlyAfterTheLogsWereCompared() {
        lead(ALL, 1);
        append(5);
        flush();
        assertFalse(progress(2, 5, 5));
        // Its last record is of an epoch this leader never had.
        FetchVerdict verdict = leader.followerFetch(2, 2, 5, 4, 5, 5, now);
        assertEquals(new FetchVerdict.Diverging(new EpochEnd(4, 0)), verdict);
        assertFalse(progress(2, 5, 5));
    }

    @Test
    void epochsDecideWhoIsSpokenTo() {
        lead(ALL, 1);
        assertEquals(ErrorCode.FENCED_LEADER_EPOCH, leader.leaderGate(4));
        assertEquals(ErrorCode.UNKNOWN_LEADER_EPOCH, leader.leaderGate(6));
        assertEquals(ErrorCode.NONE, leader.leaderGate(5));
        assertEquals(ErrorCode.NONE, leader.leaderGate(-1));
        leader.apply(PartitionImages.of(ALL, ALL, 2, 6, ++partitionEpoch), 1, now);
        assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, leader.leaderGate(-1));
        assertEquals(ErrorCode.FENCED_LEADER_EPOCH, leader.leaderGate(5));
        assertEquals(ErrorCode.NOT_LEADER_OR_FOLLOWER, leader.appendGate(false));
    }

    @Test
    void aNewLeaderKnowsWhatIsCommittedOnceItsFollowersReachItsBeginning() {
        append(3);
        flush();
        lead(ALL, 1);
        assertFalse(leader.watermarkIsCurrent());
        fetch(2, 3, 3);
        fetch(3, 3, 3);
        assertTrue(leader.watermarkIsCurrent());
        assertEquals(3, leader.highWatermark());
    }

    @Test
    void aFollowerCutsWhereItsEpochsPartFromTheLeaders() {
        PartitionReplica follower = replica(Durability.SYNC);
        log.append(1, 0);
        log.append(1, 1);
        log.append(3, 2);
        log.append(3, 3);
        follower.apply(PartitionImages.of(ALL, ALL, 2, 6, 1), 1, now);
        assertEquals(1, follower.truncationTarget(new EpochEnd(1, 1)));
        assertEquals(2, follower.truncationTarget(new EpochEnd(1, 9)));
        assertEquals(2, follower.truncationTarget(new EpochEnd(2, 9)));
        assertEquals(3, follower.truncationTarget(new EpochEnd(3, 3)));
        assertEquals(0, follower.truncationTarget(new EpochEnd(0, 5)));
        assertTrue(follower.leaderWatermark(6, 4));
        log.truncateTo(1);
        assertEquals(3, follower.truncated(), "three committed records are lost");
        assertEquals(1, follower.highWatermark());
    }

    @Test
    void aConsumerIsSentToTheFollowerThatHasMostOfWhatItWants() {
        append(10);
        flush();
        lead(List.of(1, 2), 1);
        fetch(2, 6, 6);
        fetch(3, 9, 9);
        assertEquals(2, leader.readReplica(6, _ -> true), "3 is not in sync");
        assertEquals(-1, leader.readReplica(7, _ -> true), "2 does not have it yet");
        lead(ALL, 1);
        assertEquals(3, leader.readReplica(6, _ -> true));
        assertEquals(2, leader.readReplica(6, id -> id == 2));
        leader.followerLogStart(2, 2, 5, 4);
        assertEquals(-1, leader.readReplica(3, id -> id == 2), "deleted there");
    }

    @Test
    void aFollowerServesWhoeverAcceptsOneUpToItsWatermark() {
        for (int i = 0; i < 5; i++) {
            log.append(5, i);
        }
        PartitionReplica follower = replica(Durability.SYNC);
        follower.apply(PartitionImages.of(ALL, ALL, 2, 6, 1), 1, now);
        follower.leaderWatermark(6, 3);
        assertEquals(new FetchVerdict.Granted(1, 3), follower.consumerFetch(6, -1, 1, true));
        assertEquals(new FetchVerdict.Granted(4, 4), follower.consumerFetch(-1, -1, 4, true));
        assertEquals(
                new FetchVerdict.Refused(ErrorCode.NOT_LEADER_OR_FOLLOWER),
                follower.consumerFetch(6, -1, 1, false));
        assertEquals(
                new FetchVerdict.Refused(ErrorCode.FENCED_LEADER_EPOCH),
                follower.consumerFetch(5, -1, 1, true));
        assertEquals(
                new FetchVerdict.Refused(ErrorCode.OFFSET_OUT_OF_RANGE),
                follower.consumerFetch(6, -1, 6, true));
        follower.apply(PartitionImages.of(ALL, ALL, -1, 7, 2), 1, now);
        assertEquals(
                new FetchVerdict.Refused(ErrorCode.NOT_LEADER_OR_FOLLOWER),
                follower.consumerFetch(7, -1, 1, true),
                "nobody leads: what is committed may change");
    }
}
