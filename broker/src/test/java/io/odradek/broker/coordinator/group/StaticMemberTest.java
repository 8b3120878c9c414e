package io.odradek.broker.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.LeaveGroupRequest.MemberIdentity;
import io.odradek.wire.message.LeaveGroupResponse;
import io.odradek.wire.message.SyncGroupResponse;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Members with a group.instance.id (KIP-345): restarts cost the group nothing. */
class StaticMemberTest {
    private final TestCoordinator coordinator =
            new TestCoordinator(ClassicJoinTest.settings(0, Integer.MAX_VALUE));
    private final ClassicClient leader = ClassicClient.fixed(coordinator, "a");
    private final ClassicClient follower = ClassicClient.fixed(coordinator, "b");

    private void stable() {
        leader.joined(leader.join());
        leader.sync(Map.of());
        Answer<JoinGroupResponse> second = follower.join();
        leader.joined(leader.join());
        follower.joined(second);
        leader.sync(Map.of(leader.memberId, "left", follower.memberId, "right"));
        follower.sync(Map.of());
    }

    private static ErrorCode error(Answer<JoinGroupResponse> answer) {
        return ErrorCode.forCode(answer.get().errorCode());
    }

    private static String part(Answer<SyncGroupResponse> answer) {
        assertEquals(0, answer.get().errorCode());
        return ClassicClient.text(answer.get().assignment());
    }

    @Test
    void staticMemberIsNotSentBackForAnId() {
        JoinGroupResponse joined = leader.joined(leader.join());
        assertTrue(joined.memberId().startsWith("a-"));
        assertEquals("a", joined.members().getFirst().groupInstanceId());
    }

    @Test
    void restartedMemberTakesItsPlaceAndPartWithoutARebalance() {
        stable();
        ClassicClient restarted = ClassicClient.fixed(coordinator, "b");
        JoinGroupResponse joined = restarted.joined(restarted.join());
        assertEquals(2, joined.generationId());
        assertNotEquals(follower.memberId, restarted.memberId);
        assertFalse(restarted.leads(joined));
        assertEquals("right", part(restarted.sync(Map.of())));
        assertEquals(ErrorCode.NONE, leader.heartbeat());
        coordinator.failOver();
        assertEquals(ErrorCode.NONE, restarted.heartbeat(), "its new id is in the log");
    }

    @Test
    void formerSelfIsFenced() {
        stable();
        ClassicClient restarted = ClassicClient.fixed(coordinator, "b");
        restarted.joined(restarted.join());
        assertEquals(ErrorCode.FENCED_INSTANCE_ID, follower.heartbeat());
        assertEquals(ErrorCode.FENCED_INSTANCE_ID, error(follower.join()));
        assertEquals(
                ErrorCode.FENCED_INSTANCE_ID.code(), follower.sync(Map.of()).get().errorCode());
    }

    @Test
    void restartedLeaderIsToldToSkipItsAssignmentSinceVersion9() {
        stable();
        ClassicClient restarted = ClassicClient.fixed(coordinator, "a");
        JoinGroupResponse joined = restarted.joined(restarted.join());
        assertTrue(joined.skipAssignment());
        assertTrue(restarted.leads(joined));
        assertEquals(2, joined.members().size());
        assertEquals("left", part(restarted.sync(Map.of())));
    }

    @Test
    void restartedLeaderOfAnOlderVersionIsToldThatItsFormerSelfLeads() {
        stable();
        ClassicClient restarted = ClassicClient.fixed(coordinator, "a");
        restarted.joinVersion = 8;
        JoinGroupResponse joined = restarted.joined(restarted.join());
        assertEquals(leader.memberId, joined.leader());
        assertEquals(List.of(), joined.members());
        assertEquals("left", part(restarted.sync(Map.of())));
    }

    @Test
    void restartWithOtherTopicsOrAnotherStrategyRebalances() {
        stable();
        ClassicClient restarted = ClassicClient.fixed(coordinator, "b");
        restarted.protocols = List.of(ClassicClient.protocol("range", "other"));
        assertFalse(restarted.join().isThere());
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, leader.heartbeat());
    }

    @Test
    void twoProcessesOfTheSameInstanceFenceEachOtherWhileTheyWait() {
        stable();
        new ClassicClient(coordinator).joinFully();
        Answer<JoinGroupResponse> former = follower.join();
        ClassicClient twin = ClassicClient.fixed(coordinator, "b");
        Answer<JoinGroupResponse> latter = twin.join();
        assertEquals(ErrorCode.FENCED_INSTANCE_ID, error(former));
        leader.joined(leader.join());
        twin.joined(latter);
    }

    @Test
    void restartWhileTheLeaderAssignsRebalances() {
        stable();
        Answer<JoinGroupResponse> first = leader.join();
        follower.joined(follower.join());
        leader.joined(first);
        ClassicClient restarted = ClassicClient.fixed(coordinator, "b");
        assertFalse(restarted.join().isThere());
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, leader.heartbeat());
    }

    @Test
    void absentStaticMemberStaysUntilItsSessionEnds() {
        follower.sessionTimeoutMs = 300_000;
        stable();
        Answer<JoinGroupResponse> again = leader.join();
        coordinator.pass(ClassicClient.REBALANCE_MS);
        assertEquals(2, leader.joined(again).members().size());
        leader.sync(Map.of(leader.memberId, "left", follower.memberId, "right"));
        for (int n = 0; n < 15; n++) {
            coordinator.pass(9_000);
            assertEquals(ErrorCode.NONE, leader.heartbeat());
        }
        ClassicClient restarted = ClassicClient.fixed(coordinator, "b");
        assertEquals(3, restarted.joined(restarted.join()).generationId());
        assertEquals("right", part(restarted.sync(Map.of())));
    }

    @Test
    void groupOfAbsentStaticMembersWaitsForOneOfThemAndEndsWithTheirSessions() {
        leader.sessionTimeoutMs = 100_000;
        follower.sessionTimeoutMs = 100_000;
        stable();
        ClassicClient passing = new ClassicClient(coordinator);
        passing.joinFully();
        passing.leave();
        coordinator.pass(60_000);
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, leader.heartbeat());
        coordinator.pass(100_000);
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, leader.heartbeat());
    }

    @Test
    void operatorRemovesAStaticMemberByItsInstance() {
        stable();
        LeaveGroupResponse answer =
                leader.leave(
                        MemberIdentity.builder().groupInstanceId("b").build(),
                        MemberIdentity.builder().groupInstanceId("nobody").build(),
                        MemberIdentity.builder().groupInstanceId("a").memberId("x").build());
        assertEquals(
                List.of(
                        ErrorCode.NONE.code(),
                        ErrorCode.UNKNOWN_MEMBER_ID.code(),
                        ErrorCode.FENCED_INSTANCE_ID.code()),
                answer.members().stream().map(m -> m.errorCode()).toList());
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, follower.heartbeat());
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, leader.heartbeat());
    }
}
