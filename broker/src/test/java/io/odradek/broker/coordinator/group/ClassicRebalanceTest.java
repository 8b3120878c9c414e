package io.odradek.broker.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.GroupMetadataKey;
import io.odradek.wire.coordinator.GroupMetadataValue;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.LeaveGroupRequest;
import io.odradek.wire.message.LeaveGroupRequest.MemberIdentity;
import io.odradek.wire.message.LeaveGroupResponse;
import io.odradek.wire.message.SyncGroupRequest;
import io.odradek.wire.message.SyncGroupResponse;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** From generation to generation: syncs, heartbeats, departures, and other brokers taking over. */
class ClassicRebalanceTest {
    private final TestCoordinator coordinator =
            new TestCoordinator(ClassicJoinTest.settings(0, Integer.MAX_VALUE));
    private final ClassicClient leader = new ClassicClient(coordinator);
    private final ClassicClient follower = new ClassicClient(coordinator);

    private static ErrorCode error(Answer<SyncGroupResponse> answer) {
        return ErrorCode.forCode(answer.get().errorCode());
    }

    private static String part(Answer<SyncGroupResponse> answer) {
        assertEquals(ErrorCode.NONE, error(answer));
        return ClassicClient.text(answer.get().assignment());
    }

    /** Two members in generation 2, assigned. */
    private void stable() {
        leader.joined(leader.joinFully());
        leader.sync(Map.of(leader.memberId, "all"));
        Answer<JoinGroupResponse> second = follower.joinFully();
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, leader.heartbeat());
        leader.joined(leader.join());
        follower.joined(second);
        assign();
    }

    private void assign() {
        Answer<SyncGroupResponse> waiting = follower.sync(Map.of());
        assertFalse(waiting.isThere());
        Answer<SyncGroupResponse> own =
                leader.sync(Map.of(leader.memberId, "left", follower.memberId, "right"));
        assertEquals("left", part(own));
        assertEquals("right", part(waiting));
    }

    private GroupMetadataValue logged() {
        return (GroupMetadataValue)
                Objects.requireNonNull(
                        Objects.requireNonNull(
                                        coordinator.last(new GroupMetadataKey(ClassicClient.GROUP)))
                                .value());
    }

    @Test
    void secondMemberRebalancesTheGroupAndBothGetTheirPart() {
        stable();
        assertEquals(2, leader.generation);
        assertEquals(ErrorCode.NONE, leader.heartbeat());
        assertEquals(ErrorCode.NONE, follower.heartbeat());
    }

    @Test
    void onlyTheLeaderLearnsWhoTheOthersAre() {
        leader.joined(leader.joinFully());
        leader.sync(Map.of());
        Answer<JoinGroupResponse> second = follower.joinFully();
        assertEquals(2, leader.joined(leader.join()).members().size());
        assertEquals(List.of(), follower.joined(second).members());
        assertEquals(leader.memberId, second.get().leader());
    }

    @Test
    void assignmentIsAnsweredOnlyOnceItIsCommitted() {
        leader.joined(leader.joinFully());
        coordinator.holdCommits();
        Answer<SyncGroupResponse> sync = leader.sync(Map.of(leader.memberId, "all"));
        assertFalse(sync.isThere());
        coordinator.releaseCommits();
        assertEquals("all", part(sync));
        assertEquals(1, logged().generation());
        assertEquals("range", logged().protocol());
        assertEquals(leader.memberId, logged().leader());
        assertEquals("all", ClassicClient.text(logged().members().getFirst().assignment()));
        assertEquals(3, Objects.requireNonNull(coordinator.log().getFirst()).version(), "readable");
    }

    @Test
    void whoAsksTwiceForItsPartGetsItAgain() {
        stable();
        assertEquals("right", part(follower.sync(Map.of())));
    }

    @Test
    void syncOfAStrangerOrOfAnotherGenerationIsRefused() {
        leader.joined(leader.joinFully());
        leader.generation = 7;
        assertEquals(ErrorCode.ILLEGAL_GENERATION, error(leader.sync(Map.of())));
        leader.memberId = "stranger";
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, error(leader.sync(Map.of())));
    }

    @Test
    void syncThatNamesAnotherTypeOrStrategyIsRefused() {
        leader.joined(leader.joinFully());
        SyncGroupRequest.Builder request =
                SyncGroupRequest.builder()
                        .groupId(ClassicClient.GROUP)
                        .memberId(leader.memberId)
                        .generationId(leader.generation)
                        .protocolType("consumer")
                        .protocolName("range");
        assertEquals(
                ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                error(leader.sync(request.protocolType("connect").build())));
        assertEquals(
                ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                error(leader.sync(request.protocolType("consumer").protocolName("x").build())));
        Answer<SyncGroupResponse> right = leader.sync(request.protocolName("range").build());
        assertEquals("consumer", right.get().protocolType());
        assertEquals("range", right.get().protocolName());
    }

    @Test
    void syncDuringARebalanceSaysSo() {
        stable();
        new ClassicClient(coordinator).joinFully();
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, error(leader.sync(Map.of())));
    }

    @Test
    void memberThatWaitsForItsPartIsToldOfANewRebalance() {
        stable();
        leader.joined(joinBoth());
        Answer<SyncGroupResponse> waiting = follower.sync(Map.of());
        new ClassicClient(coordinator).joinFully();
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, error(waiting));
    }

    private Answer<JoinGroupResponse> joinBoth() {
        Answer<JoinGroupResponse> first = leader.join();
        follower.joined(follower.join());
        return first;
    }

    @Test
    void leaderThatJoinsAgainRebalancesButAFollowerThatWantsTheSameDoesNot() {
        stable();
        assertEquals(2, follower.joined(follower.join()).generationId());
        assertEquals(ErrorCode.NONE, leader.heartbeat());
        leader.join();
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, follower.heartbeat());
    }

    @Test
    void followerThatWantsOtherTopicsRebalances() {
        stable();
        follower.protocols = List.of(ClassicClient.protocol("range", "other"));
        assertFalse(follower.join().isThere());
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, leader.heartbeat());
    }

    @Test
    void loneMemberMayChangeItsStrategy() {
        leader.joined(leader.joinFully());
        leader.sync(Map.of());
        leader.protocols = List.of(ClassicClient.protocol("sticky", "t"));
        assertEquals("sticky", leader.joined(leader.join()).protocolName());
    }

    @Test
    void memberThatIsNotHeardOfIsOutAfterItsSession() {
        stable();
        coordinator.pass(6_000);
        assertEquals(ErrorCode.NONE, leader.heartbeat());
        coordinator.pass(4_000);
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, leader.heartbeat());
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, follower.heartbeat());
        assertEquals(3, leader.joined(leader.join()).generationId());
    }

    @Test
    void memberThatDoesNotJoinAgainIsOutAfterTheRebalanceTimeout() {
        stable();
        ClassicClient third = new ClassicClient(coordinator);
        Answer<JoinGroupResponse> late = third.joinFully();
        Answer<JoinGroupResponse> again = leader.join();
        for (int second = 0; second < 59; second += 5) {
            coordinator.pass(5_000 - (second == 55 ? 1 : 0));
            assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, follower.heartbeat());
        }
        assertFalse(again.isThere());
        coordinator.pass(1);
        assertEquals(2, leader.joined(again).members().size());
        third.joined(late);
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, follower.heartbeat());
    }

    @Test
    void memberThatNeverAsksForItsPartIsOutAfterTheRebalanceTimeout() {
        stable();
        leader.joined(joinBoth());
        leader.sync(Map.of());
        for (int n = 0; n < 12; n++) {
            coordinator.pass(5_000);
            follower.heartbeat();
            leader.heartbeat();
        }
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, follower.heartbeat());
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, leader.heartbeat());
    }

    @Test
    void leaderThatDiesBeforeItAssignsIsReplaced() {
        stable();
        leader.joined(joinBoth());
        Answer<SyncGroupResponse> waiting = follower.sync(Map.of());
        coordinator.pass(ClassicClient.SESSION_MS);
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, error(waiting));
        assertTrue(follower.leads(follower.joined(follower.join())));
    }

    @Test
    void memberWhoseJoinIsParkedDoesNotExpire() {
        stable();
        leader.rebalanceTimeoutMs = 600_000;
        Answer<JoinGroupResponse> parked = leader.join();
        for (int n = 0; n < 10; n++) {
            coordinator.pass(9_000);
            assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, follower.heartbeat());
        }
        assertFalse(parked.isThere());
        follower.joined(follower.join());
        leader.joined(parked);
    }

    @Test
    void lastMembersDepartureLeavesAnEmptyGroupInTheLog() {
        leader.joined(leader.joinFully());
        leader.sync(Map.of());
        leader.leave();
        assertEquals(List.of(), logged().members());
        assertEquals(2, logged().generation());
        assertEquals("consumer", logged().protocolType());
    }

    @Test
    void everyoneWhoIsNamedGetsAnAnswerToALeave() {
        stable();
        LeaveGroupResponse answer =
                leader.leave(
                        MemberIdentity.builder().memberId(follower.memberId).build(),
                        MemberIdentity.builder().memberId("stranger").build());
        assertEquals(
                List.of(ErrorCode.NONE.code(), ErrorCode.UNKNOWN_MEMBER_ID.code()),
                answer.members().stream().map(m -> m.errorCode()).toList());
        assertEquals(0, answer.errorCode());
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, leader.heartbeat());
    }

    @Test
    void leaveOfOneMemberIsAnsweredInTheShapeOfVersion2() {
        stable();
        assertEquals(0, leaveBefore3(follower.memberId).errorCode());
        assertEquals(
                ErrorCode.UNKNOWN_MEMBER_ID.code(), leaveBefore3(follower.memberId).errorCode());
    }

    private LeaveGroupResponse leaveBefore3(String memberId) {
        return coordinator
                .<LeaveGroupResponse>ask(
                        2,
                        (to, from, reply, now, out) ->
                                to.leaveGroup(
                                        from,
                                        LeaveGroupRequest.builder()
                                                .groupId(ClassicClient.GROUP)
                                                .memberId(memberId)
                                                .build(),
                                        reply,
                                        now,
                                        out))
                .get();
    }

    @Test
    void memberThatOnlyHasAnIdMayLeaveAndTheOthersGoOn() {
        stable();
        ClassicClient third = new ClassicClient(coordinator);
        third.memberId = third.join().get().memberId();
        Answer<JoinGroupResponse> waiting = joinBothButPending();
        assertFalse(waiting.isThere());
        third.leave();
        leader.joined(waiting);
    }

    private Answer<JoinGroupResponse> joinBothButPending() {
        Answer<JoinGroupResponse> first = leader.join();
        assertFalse(follower.join().isThere(), "one more is expected back");
        return first;
    }

    @Test
    void livingGroupGoesOnWithAnotherCoordinatorAsIfNothingHadBeen() {
        stable();
        coordinator.failOver();
        assertEquals(ErrorCode.NONE, leader.heartbeat());
        assertEquals(ErrorCode.NONE, follower.heartbeat());
        assertEquals("right", part(follower.sync(Map.of())));
        coordinator.pass(9_999);
        assertEquals(ErrorCode.NONE, leader.heartbeat());
        coordinator.pass(1);
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, follower.heartbeat(), "sessions go on too");
    }

    @Test
    void membersJoinAgainWhenTheCoordinatorMovesInTheMiddleOfARebalance() {
        stable();
        leader.joined(joinBoth());
        coordinator.failOver();
        assertEquals(ErrorCode.ILLEGAL_GENERATION, leader.heartbeat());
        Answer<JoinGroupResponse> first = leader.join();
        follower.joined(follower.join());
        assertEquals(3, leader.joined(first).generationId());
        assign();
    }

    @Test
    void assignmentThatWasNotCommittedNeverWas() {
        stable();
        leader.joined(joinBoth());
        coordinator.holdCommits();
        Answer<SyncGroupResponse> lost = leader.sync(Map.of(leader.memberId, "lost"));
        coordinator.failOver();
        assertFalse(lost.isThere());
        leader.generation = 2;
        assertEquals("left", part(leader.sync(Map.of())));
    }

    @Test
    void groupOfTheOldestRecordFormatGoesOn() {
        coordinator.write(
                CoordinatorRecord.of(
                        new GroupMetadataKey(ClassicClient.GROUP),
                        GroupMetadataValue.builder()
                                .protocolType("consumer")
                                .generation(7)
                                .protocol("range")
                                .leader("m")
                                .members(
                                        List.of(
                                                GroupMetadataValue.MemberMetadata.builder()
                                                        .memberId("m")
                                                        .sessionTimeout(ClassicClient.SESSION_MS)
                                                        .rebalanceTimeout(-1)
                                                        .subscription(
                                                                ClassicClient.subscription("t"))
                                                        .assignment(ClassicClient.bytes("all"))
                                                        .build()))
                                .build(),
                        0));
        coordinator.failOver();
        leader.memberId = "m";
        leader.generation = 7;
        assertEquals(ErrorCode.NONE, leader.heartbeat());
        assertEquals("all", part(leader.sync(Map.of())));
        coordinator.pass(ClassicClient.SESSION_MS);
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, leader.heartbeat());
    }
}
