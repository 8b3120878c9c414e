package io.odradek.broker.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.coordinator.group.consumer.Topics;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.ConsumerGroupHeartbeatRequest;
import io.odradek.wire.message.ConsumerGroupHeartbeatResponse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** The consumer protocol's one request: joining, acknowledging, leaving, being refused. */
final class ConsumerHeartbeatTest {
    private static final int SESSION_MS = GroupSettings.Consumer.DEFAULTS.sessionTimeoutMs();

    private final TestCoordinator coordinator = new TestCoordinator();
    private final ConsumerClient a = new ConsumerClient(coordinator, "A", "t");
    private final ConsumerClient b = new ConsumerClient(coordinator, "B", "t");

    @BeforeEach
    void topics() {
        coordinator.metadata(Topics.image(Map.of("t", 4, "u", 2)));
    }

    private static ErrorCode code(ConsumerGroupHeartbeatResponse answer) {
        return ErrorCode.forCode(answer.errorCode());
    }

    @Test
    void firstMemberGetsEverythingAtOnce() {
        ConsumerGroupHeartbeatResponse answer = a.beat();
        assertEquals("A", answer.memberId());
        assertEquals(1, answer.memberEpoch());
        assertEquals(5_000, answer.heartbeatIntervalMs());
        assertEquals("t-0 t-1 t-2 t-3", a.owned());
        assertEquals("Stable", a.describe().groupState());
    }

    @Test
    void heartbeatWithNothingNewIsAnsweredWithoutAssignmentAndWritesNothing() {
        a.beat();
        a.beat();
        int records = coordinator.log().size();
        ConsumerGroupHeartbeatResponse answer = a.beat();
        assertNull(answer.assignment());
        assertEquals(records, coordinator.log().size());
    }

    @Test
    void whoSaysEverythingHearsEverything() {
        a.beat();
        a.self.unanswered();
        assertNotNull(a.beat().assignment());
    }

    @Test
    void newcomerGetsPartitionsOnlyAfterTheirOwnerHasGivenThemUp() {
        a.beat();
        b.beat();
        assertEquals("", b.owned());
        assertEquals(2, b.self.epoch());
        assertEquals("Reconciling", a.describe().groupState());

        ConsumerGroupHeartbeatResponse told = a.beat();
        assertEquals(1, told.memberEpoch(), "its epoch waits for the revocation");
        assertEquals(2, a.self.owned().size());
        b.beat();
        assertEquals("", b.owned(), "A has not acknowledged yet");

        assertEquals(2, a.beat().memberEpoch());
        b.beat();
        assertEquals(2, b.self.owned().size());
        assertEquals("Stable", a.describe().groupState());
    }

    @Test
    void memberThatGoesOnOwningIsFencedWhenItsRebalanceTimeoutEnds() {
        a.self.rebalanceTimeoutMs(10_000);
        a.beat();
        b.beat();
        var everything = a.self.next().toBuilder().build();
        a.beat();
        for (int i = 0; i < 4; i++) {
            coordinator.pass(2_400);
            // Alive, but silent about what it owns.
            assertEquals(
                    ErrorCode.NONE,
                    code(a.ask(everything.toBuilder().topicPartitions(null).build())));
            b.beat();
        }
        coordinator.pass(500);
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, a.refused());
        b.beat();
        assertEquals("t-0 t-1 t-2 t-3", b.owned());
    }

    @Test
    void silentMemberIsFencedWhenItsSessionEnds() {
        a.beat();
        b.beat();
        coordinator.pass(SESSION_MS / 2);
        b.beat();
        coordinator.pass(SESSION_MS / 2 + 1);
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, a.refused());
        b.beat();
        assertEquals("t-0 t-1 t-2 t-3", b.owned());
    }

    @Test
    void leaverFreesItsPartitionsAtOnce() {
        a.beat();
        b.beat();
        assertEquals(ErrorCode.NONE, a.leave(-1));
        b.beat();
        assertEquals("t-0 t-1 t-2 t-3", b.owned());
        assertEquals(1, b.describe().members().size());
    }

    @Test
    void lastLeaverLeavesAnEmptyGroup() {
        a.beat();
        assertEquals(ErrorCode.NONE, a.leave(-1));
        assertEquals("Empty", a.describe().groupState());
        a.self.forget();
        a.beat();
        assertEquals("t-0 t-1 t-2 t-3", a.owned());
    }

    @Test
    void epochFromTheFutureOrThePastIsFenced() {
        a.beat();
        var next = a.self.next().toBuilder();
        assertEquals(ErrorCode.FENCED_MEMBER_EPOCH, code(a.ask(next.memberEpoch(7).build())));
        b.beat();
        a.beat();
        a.beat();
        b.leave(-1);
        a.beat();
        assertEquals(3, a.self.epoch());
        assertEquals(ErrorCode.FENCED_MEMBER_EPOCH, code(a.ask(next.memberEpoch(1).build())));
    }

    @Test
    void previousEpochIsAcceptedWhenTheAnswerWasLost() {
        a.beat();
        b.beat();
        a.beat();
        ConsumerGroupHeartbeatRequest acknowledged = a.self.next();
        assertEquals(2, a.ask(acknowledged).memberEpoch());
        ConsumerGroupHeartbeatResponse again = a.ask(acknowledged);
        assertEquals(ErrorCode.NONE, code(again));
        assertEquals(2, again.memberEpoch());
        assertNotNull(again.assignment());
    }

    @Test
    void previousEpochWithMorePartitionsThanItHasIsFenced() {
        a.beat();
        b.beat();
        var everything = a.self.next();
        var claimsAll = List.of(claim("t", 0, 1, 2, 3));
        a.beat();
        a.beat();
        assertEquals(
                ErrorCode.FENCED_MEMBER_EPOCH,
                code(
                        a.ask(
                                everything.toBuilder()
                                        .memberEpoch(1)
                                        .topicPartitions(claimsAll)
                                        .build())));
    }

    private static ConsumerGroupHeartbeatRequest.TopicPartitions claim(
            String topic, Integer... partitions) {
        return new ConsumerGroupHeartbeatRequest.TopicPartitions(
                Topics.id(topic), List.of(partitions));
    }

    @Test
    void claimsOfPartitionsThatDoNotExistCostNothing() {
        a.beat();
        b.beat();
        a.beat();
        var wild = List.of(claim("t", 0, Integer.MAX_VALUE, -5), claim("nowhere", 1));
        assertEquals(
                ErrorCode.NONE,
                code(a.ask(a.self.next().toBuilder().topicPartitions(wild).build())));
    }

    @Test
    void memberThatJoinsAgainUnderItsNameKeepsWhatNobodyElseHas() {
        a.beat();
        a.beat();
        a.self.forget();
        a.beat();
        assertEquals("t-0 t-1 t-2 t-3", a.owned());
        assertEquals(1, a.describe().members().size());
    }

    @Test
    void otherSubscriptionMakesANewEpoch() {
        a.beat();
        a.self.subscribe(List.of("u"));
        assertEquals(1, a.beat().memberEpoch());
        assertEquals("", a.owned());
        assertEquals(2, a.beat().memberEpoch());
        assertEquals("u-0 u-1", a.owned());
    }

    @Test
    void mostVotesChooseTheAssignorAndUnknownOnesAreRefused() {
        assertEquals("uniform", describedAfter(a));
        b.self.assignor("range");
        assertEquals("range", describedAfter(b));
        ConsumerClient c = new ConsumerClient(coordinator, "C", "t");
        c.self.assignor("sticky");
        ConsumerGroupHeartbeatResponse refused = c.ask(c.self.next());
        assertEquals(ErrorCode.UNSUPPORTED_ASSIGNOR, code(refused));
        assertTrue(String.valueOf(refused.errorMessage()).contains("uniform, range"));
    }

    private static String describedAfter(ConsumerClient client) {
        client.beat();
        return client.describe().assignorName();
    }

    @Test
    void fullGroupTakesNobodyMore() {
        GroupSettings.Consumer d = GroupSettings.Consumer.DEFAULTS;
        var small =
                new GroupSettings.Consumer(
                        d.sessionTimeoutMs(),
                        d.heartbeatIntervalMs(),
                        1,
                        d.assignors(),
                        d.migration(),
                        d.regexRefreshIntervalMs());
        TestCoordinator one =
                new TestCoordinator(
                        new GroupSettings(
                                GroupSettings.Classic.DEFAULTS,
                                small,
                                GroupSettings.Offsets.DEFAULTS));
        new ConsumerClient(one, "A", "t").beat();
        ConsumerClient other = new ConsumerClient(one, "B", "t");
        assertEquals(ErrorCode.GROUP_MAX_SIZE_REACHED, other.refused());
        assertEquals(1, other.describe().members().size());
        assertEquals(ErrorCode.NONE, code(other.ask(joining("A").build())));
    }

    private static ConsumerGroupHeartbeatRequest.Builder joining(String memberId) {
        return ConsumerGroupHeartbeatRequest.builder()
                .groupId(ConsumerClient.GROUP)
                .memberId(memberId)
                .memberEpoch(0)
                .rebalanceTimeoutMs(1_000)
                .subscribedTopicNames(List.of("t"))
                .topicPartitions(List.of());
    }

    @Test
    void requestsThatMakeNoSenseAreInvalid() {
        invalid(joining("A").groupId(""));
        invalid(joining(""));
        invalid(joining("A").instanceId(""));
        invalid(joining("A").rackId(""));
        invalid(joining("A").rebalanceTimeoutMs(-1));
        invalid(joining("A").topicPartitions(null));
        invalid(joining("A").topicPartitions(List.of(claim("t", 0))));
        invalid(joining("A").subscribedTopicNames(null));
        invalid(joining("A").memberEpoch(-3));
        invalid(joining("A").memberEpoch(-2));
        invalid(joining("").memberEpoch(-1));
        assertEquals(
                ErrorCode.GROUP_ID_NOT_FOUND,
                ErrorCode.forCode(a.describe().errorCode()),
                "nothing came of any of them");
    }

    private void invalid(ConsumerGroupHeartbeatRequest.Builder request) {
        assertEquals(ErrorCode.INVALID_REQUEST, code(a.ask(request.build())));
    }

    @Test
    void versionZeroMayLeaveItsNameToTheCoordinator() {
        var answer = ConsumerClient.ask(coordinator, 0, joining("").build()).get();
        assertEquals(ErrorCode.NONE, code(answer));
        assertFalse(String.valueOf(answer.memberId()).isEmpty());
    }

    @Test
    void membersOfNoGroupAreUnknown() {
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, code(a.ask(joining("A").memberEpoch(3).build())));
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, a.leave(-1));
        a.beat();
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, b.leave(-1));
    }

    @Test
    void staticMemberThatIsAwayKeepsItsPartitionsForItsNextProcess() {
        ConsumerClient first = ConsumerClient.fixed(coordinator, "S1", "one");
        first.beat();
        b.beat();
        first.beat();
        first.beat();
        b.beat();
        String owned = first.owned();
        int epoch = first.describe().groupEpoch();
        assertEquals(ErrorCode.NONE, first.leave(-2));
        b.beat();
        assertEquals(2, b.self.owned().size());

        ConsumerClient second = ConsumerClient.fixed(coordinator, "S2", "one");
        second.beat();
        assertEquals(owned, second.owned());
        assertEquals(epoch, second.self.epoch());
        assertEquals(epoch, second.describe().groupEpoch(), "nobody else noticed");
        assertEquals(ErrorCode.FENCED_INSTANCE_ID, first.leave(-2));
    }

    @Test
    void staticMemberThatDoesNotComeBackIsOutWhenItsSessionEnds() {
        ConsumerClient first = ConsumerClient.fixed(coordinator, "S1", "one");
        first.beat();
        assertEquals(ErrorCode.NONE, first.leave(-2));
        coordinator.pass(SESSION_MS - 1);
        assertEquals(-2, first.describe().members().getFirst().memberEpoch());
        coordinator.pass(2);
        assertEquals("Empty", first.describe().groupState());
    }

    @Test
    void instanceThatIsInUseIsNotReleased() {
        ConsumerClient first = ConsumerClient.fixed(coordinator, "S1", "one");
        first.beat();
        ConsumerClient second = ConsumerClient.fixed(coordinator, "S2", "one");
        assertEquals(ErrorCode.UNRELEASED_INSTANCE_ID, second.refused());
        first.beat();
    }

    @Test
    void takeoverByAnotherBrokerFencesNobodyAndForgetsNothing() {
        a.beat();
        b.beat();
        a.beat();
        coordinator.pass(SESSION_MS - 1_000);
        var before = a.describe();
        coordinator.failOver();
        assertEquals(before, a.describe());
        coordinator.pass(SESSION_MS - 1_000);
        a.beat();
        b.beat();
        assertEquals(2, b.self.owned().size());
    }

    @Test
    void takeoverKeepsTheTimeToGiveUp() {
        a.self.rebalanceTimeoutMs(10_000);
        a.beat();
        b.beat();
        a.beat();
        coordinator.failOver();
        coordinator.pass(10_001);
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, a.refused());
    }

    @Test
    void nobodyIsToldWhatIsNotCommitted() {
        coordinator.holdCommits();
        var answer = ConsumerClient.ask(coordinator, 1, a.self.next());
        assertFalse(answer.isThere());
        coordinator.releaseCommits();
        assertEquals(ErrorCode.NONE, a.self.answered(answer.get()));
        assertEquals("t-0 t-1 t-2 t-3", a.owned());
    }
}
