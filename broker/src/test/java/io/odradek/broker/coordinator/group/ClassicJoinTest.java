package io.odradek.broker.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.JoinGroupResponse;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Who may join, when the answers leave, and what they say. */
class ClassicJoinTest {
    private TestCoordinator coordinator = new TestCoordinator();

    private static void assertError(ErrorCode expected, Answer<JoinGroupResponse> answer) {
        assertEquals(expected, ErrorCode.forCode(answer.get().errorCode()));
    }

    private ClassicClient client() {
        return new ClassicClient(coordinator);
    }

    @Test
    void newMemberIsSentBackWithAnIdSinceVersion4() {
        ClassicClient client = client();
        Answer<JoinGroupResponse> first = client.join();
        assertError(ErrorCode.MEMBER_ID_REQUIRED, first);
        assertTrue(first.get().memberId().matches("client-[0-9a-f-]{36}"));
        client.memberId = first.get().memberId();
        Answer<JoinGroupResponse> second = client.join();
        assertFalse(second.isThere());
        coordinator.pass(3_000);
        assertEquals(first.get().memberId(), client.joined(second).memberId());
    }

    @Test
    void everyVersionFrom0IsAnsweredInItsOwnShape() {
        for (int version = 0; version <= 9; version++) {
            coordinator = new TestCoordinator();
            ClassicClient client = client();
            client.joinVersion = version;
            Answer<JoinGroupResponse> answer = client.joinFully();
            coordinator.pass(3_000);
            JoinGroupResponse joined = client.joined(answer);
            assertEquals(1, joined.generationId());
            assertEquals("range", joined.protocolName());
            assertTrue(client.leads(joined));
            assertEquals(client.memberId, joined.members().getFirst().memberId());
        }
    }

    @Test
    void refusalsOfEveryVersionCanBeWritten() {
        for (int version = 0; version <= 9; version++) {
            ClassicClient client = client();
            client.joinVersion = version;
            client.memberId = "stranger";
            assertError(ErrorCode.UNKNOWN_MEMBER_ID, client.join());
        }
    }

    @Test
    void sessionTimeoutOutsideOfTheBoundsIsRefused() {
        ClassicClient client = client();
        client.sessionTimeoutMs = 5_999;
        assertError(ErrorCode.INVALID_SESSION_TIMEOUT, client.join());
        client.sessionTimeoutMs = 1_800_001;
        assertError(ErrorCode.INVALID_SESSION_TIMEOUT, client.join());
    }

    @Test
    void emptyGroupIdIsRefused() {
        Answer<JoinGroupResponse> answer =
                coordinator.ask(
                        9,
                        (to, from, reply, now, out) ->
                                to.joinGroup(
                                        from,
                                        client().joinRequest().toBuilder().groupId("").build(),
                                        reply,
                                        now,
                                        out));
        assertError(ErrorCode.INVALID_GROUP_ID, answer);
    }

    @Test
    void memberThatNeverComesBackWithItsIdIsForgottenAfterItsSession() {
        ClassicClient gone = client();
        gone.memberId = gone.join().get().memberId();
        coordinator.pass(ClassicClient.SESSION_MS);
        assertError(ErrorCode.UNKNOWN_MEMBER_ID, gone.join());
    }

    @Test
    void emptyGroupGathersFor3SecondsAfterTheLastNewcomerUpToTheRebalanceTimeout() {
        ClassicClient first = client();
        first.rebalanceTimeoutMs = 7_000;
        Answer<JoinGroupResponse> answer = first.joinFully();
        for (int second = 0; second < 3; second++) {
            coordinator.pass(2_000);
            ClassicClient next = client();
            next.rebalanceTimeoutMs = 7_000;
            next.joinFully();
        }
        coordinator.pass(999);
        assertFalse(answer.isThere());
        coordinator.pass(1);
        assertEquals(4, first.joined(answer).members().size());
    }

    @Test
    void withoutNewcomersTheFirstGenerationBeginsAfterTheDelay() {
        Answer<JoinGroupResponse> answer = client().joinFully();
        coordinator.pass(2_999);
        assertFalse(answer.isThere());
        coordinator.pass(1);
        assertTrue(answer.isThere());
    }

    @Test
    void withoutDelayTheFirstGenerationBeginsAtOnce() {
        coordinator = new TestCoordinator(settings(0, Integer.MAX_VALUE));
        ClassicClient client = client();
        assertEquals(1, client.joined(client.joinFully()).generationId());
    }

    static GroupSettings settings(int delayMs, int maxSize) {
        return new GroupSettings(
                new GroupSettings.Classic(6_000, 1_800_000, delayMs, maxSize),
                GroupSettings.Consumer.DEFAULTS,
                GroupSettings.Offsets.DEFAULTS);
    }

    @Test
    void memberOfAnotherTypeOrWithoutSharedStrategyIsRefused() {
        client().joinFully();
        ClassicClient connector = client();
        connector.protocolType = "connect";
        assertError(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, connector.join());
        ClassicClient stranger = client();
        stranger.protocols = List.of(ClassicClient.protocol("sticky", "t"));
        assertError(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, stranger.join());
        ClassicClient mute = client();
        mute.protocols = List.of();
        assertError(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, mute.join());
    }

    @Test
    void strategyWithMostVotesAmongThoseAllKnowIsChosen() {
        List<List<String>> wishes =
                List.of(
                        List.of("only-mine", "range", "sticky"),
                        List.of("sticky", "range"),
                        List.of("sticky", "range"));
        ClassicClient leader = client();
        Answer<JoinGroupResponse> answer = null;
        for (List<String> wish : wishes) {
            ClassicClient client = answer == null ? leader : client();
            client.protocols =
                    wish.stream().map(name -> ClassicClient.protocol(name, "t")).toList();
            Answer<JoinGroupResponse> own = client.joinFully();
            answer = answer == null ? own : answer;
        }
        coordinator.pass(6_000);
        assertEquals("sticky", leader.joined(Objects.requireNonNull(answer)).protocolName());
    }

    @Test
    void fullGroupTakesNobodyButKeepsItsMembers() {
        coordinator = new TestCoordinator(settings(0, 1));
        ClassicClient member = client();
        member.joined(member.joinFully());
        member.sync(Map.of());
        assertError(ErrorCode.GROUP_MAX_SIZE_REACHED, client().join());
        member.joined(member.join());
    }

    @Test
    void clientThatAsksAgainGetsTheSameGenerationAndTheFormerRequestAnAnswer() {
        ClassicClient client = client();
        Answer<JoinGroupResponse> first = client.joinFully();
        Answer<JoinGroupResponse> again = client.join();
        assertError(ErrorCode.REBALANCE_IN_PROGRESS, first);
        coordinator.pass(3_000);
        client.joined(again);
        JoinGroupResponse lostAndAskedAgain = client.join().get();
        assertEquals(1, lostAndAskedAgain.generationId());
        assertEquals(1, lostAndAskedAgain.members().size());
    }
}
