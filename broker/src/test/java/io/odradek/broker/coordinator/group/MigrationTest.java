package io.odradek.broker.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.odradek.broker.coordinator.group.consumer.Topics;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.group.shared.GroupSettings.Migration;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.LeaveGroupRequest.MemberIdentity;
import io.odradek.wire.message.ListGroupsRequest;
import io.odradek.wire.message.ListGroupsResponse;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Groups that change their protocol while members go on reading, there and back (KIP-848). */
final class MigrationTest {
    private static final String GROUP = ClassicClient.GROUP;

    private TestCoordinator coordinator = coordinator(Migration.BIDIRECTIONAL);

    private static TestCoordinator coordinator(Migration policy) {
        GroupSettings.Consumer d = GroupSettings.Consumer.DEFAULTS;
        GroupSettings.Classic c = GroupSettings.Classic.DEFAULTS;
        TestCoordinator made =
                new TestCoordinator(
                        new GroupSettings(
                                new GroupSettings.Classic(
                                        c.minSessionTimeoutMs(),
                                        c.maxSessionTimeoutMs(),
                                        0,
                                        c.maxSize()),
                                new GroupSettings.Consumer(
                                        d.sessionTimeoutMs(),
                                        d.heartbeatIntervalMs(),
                                        d.maxSize(),
                                        d.assignors(),
                                        policy,
                                        d.regexRefreshIntervalMs()),
                                GroupSettings.Offsets.DEFAULTS));
        made.metadata(Topics.image(Map.of("t", 4)));
        return made;
    }

    /** A classic consumer that has all of t in a group of its own. */
    private EmbeddedClient alone() {
        EmbeddedClient client = new EmbeddedClient(coordinator);
        client.join();
        client.assignAll(Map.of(client, List.of(0, 1, 2, 3)));
        assertEquals(List.of(0, 1, 2, 3), client.owned);
        assertEquals("Classic", type());
        return client;
    }

    private String type() {
        return coordinator
                .<List<ListGroupsResponse.ListedGroup>>ask(
                        5,
                        (to, from, reply, now, out) ->
                                to.listGroups(
                                        from, ListGroupsRequest.builder().build(), reply, now, out))
                .get()
                .getFirst()
                .groupType();
    }

    @Test
    void classicMemberGoesOnReadingWhileItsGroupIsConverted() {
        EmbeddedClient old = alone();
        ConsumerClient fresh = new ConsumerClient(coordinator, "new", "t");
        fresh.beat();
        assertEquals("Consumer", type());
        assertEquals("", fresh.owned(), "the classic member has all of it still");

        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, old.heartbeat());
        old.joinAgain();
        assertEquals(2, old.owned.size());
        assertEquals(ErrorCode.NONE, old.heartbeat(), "it is told to give up, and does");
        old.joinAgain();
        assertEquals(2, old.owned.size());
        fresh.beat();
        assertEquals(2, fresh.self.owned().size());
        assertEquals("Stable", fresh.describe().groupState());
        assertEquals(ErrorCode.NONE, old.heartbeat());
        assertEquals(
                List.of((byte) 0, (byte) 1),
                fresh.describe().members().stream().map(m -> m.memberType()).sorted().toList());
    }

    @Test
    void eagerMemberGivesUpEverythingWhenItJoinsAndGetsItsShareAtOnce() {
        EmbeddedClient old = alone();
        old.eager = true;
        ConsumerClient fresh = new ConsumerClient(coordinator, "new", "t");
        fresh.beat();
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, old.heartbeat());
        old.joinAgain();
        fresh.beat();
        assertEquals(2, old.owned.size());
        assertEquals(2, fresh.self.owned().size());
        assertEquals("Stable", fresh.describe().groupState());
    }

    @Test
    void partitionsThatBecomeFreeCallTheWaitingClassicMember() {
        ConsumerClient first = new ConsumerClient(coordinator, "new", "t");
        first.beat();
        EmbeddedClient old = new EmbeddedClient(coordinator);
        old.join();
        old.sync();
        assertEquals(List.of(), old.owned);
        assertEquals(ErrorCode.NONE, old.heartbeat());
        first.beat();
        assertEquals(ErrorCode.NONE, old.heartbeat());
        first.beat();
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, old.heartbeat());
        old.joinAgain();
        assertEquals(2, old.owned.size());
    }

    @Test
    void conversionSurvivesATakeover() {
        EmbeddedClient old = alone();
        ConsumerClient fresh = new ConsumerClient(coordinator, "new", "t");
        fresh.beat();
        var before = fresh.describe();
        coordinator.failOver();
        assertEquals(before, fresh.describe());
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, old.heartbeat());
        old.joinAgain();
        old.joinAgain();
        fresh.beat();
        assertEquals(2, fresh.self.owned().size());
    }

    @Test
    void classicMemberThatDoesNotJoinAgainInTimeIsOut() {
        EmbeddedClient old = alone();
        ConsumerClient fresh = new ConsumerClient(coordinator, "new", "t");
        fresh.beat();
        for (int i = 0; i < 12; i++) {
            assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, old.heartbeat());
            coordinator.pass(5_000);
            fresh.beat();
        }
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, old.heartbeat());
        fresh.beat();
        assertEquals("t-0 t-1 t-2 t-3", fresh.owned());
    }

    @Test
    void classicMemberThatNeverSyncsIsOut() {
        ConsumerClient first = new ConsumerClient(coordinator, "new", "t");
        first.beat();
        EmbeddedClient old = new EmbeddedClient(coordinator);
        old.join();
        for (int i = 0; i < 12; i++) {
            old.heartbeat();
            coordinator.pass(5_000);
            first.beat();
        }
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, old.heartbeat());
    }

    @Test
    void classicMemberLivesByItsOwnSessionTimeout() {
        EmbeddedClient old = alone();
        ConsumerClient fresh = new ConsumerClient(coordinator, "new", "t");
        fresh.beat();
        coordinator.pass(ClassicClient.SESSION_MS + 1);
        fresh.beat();
        assertEquals("t-0 t-1 t-2 t-3", fresh.owned());
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, old.heartbeat());
    }

    @Test
    void joinThatWaitsIsAnsweredByTheConvertedGroup() {
        EmbeddedClient old = alone();
        EmbeddedClient second = new EmbeddedClient(coordinator);
        Answer<JoinGroupResponse> waiting = second.client.joinFully();
        assertFalse(waiting.isThere());
        ConsumerClient fresh = new ConsumerClient(coordinator, "new", "t");
        fresh.beat();
        second.client.joined(waiting);
        second.sync();
        assertEquals(3, fresh.describe().members().size());
        for (int round = 0; round < 4; round++) {
            old.live();
            second.live();
            fresh.beat();
        }
        assertEquals(4, old.owned.size() + second.owned.size() + fresh.self.owned().size());
        assertEquals("Stable", fresh.describe().groupState());
    }

    @Test
    void lastConsumerMemberLeavesAClassicGroupBehind() {
        EmbeddedClient old = alone();
        ConsumerClient fresh = new ConsumerClient(coordinator, "new", "t");
        fresh.beat();
        old.joinAgain();
        old.joinAgain();
        fresh.beat();
        assertEquals(ErrorCode.NONE, fresh.leave(-1));
        assertEquals("Classic", type());
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, old.heartbeat());
        old.client.joined(old.client.join());
        old.assignAll(Map.of(old, List.of(0, 1, 2, 3)));
        assertEquals(List.of(0, 1, 2, 3), old.owned);
        assertEquals(ErrorCode.NONE, old.heartbeat());
        coordinator.failOver();
        assertEquals("Classic", type());
        assertEquals(ErrorCode.NONE, old.heartbeat());
    }

    @Test
    void lastConsumerMembersSessionEndsAndTheGroupIsClassicAgain() {
        EmbeddedClient old = alone();
        ConsumerClient fresh = new ConsumerClient(coordinator, "new", "t");
        fresh.beat();
        for (int i = 0; i < 10 && type().equals("Consumer"); i++) {
            old.live();
            coordinator.pass(5_000);
        }
        assertEquals("Classic", type());
        old.join();
        old.assignAll(Map.of(old, List.of(0, 1, 2, 3)));
        assertEquals(ErrorCode.NONE, old.heartbeat());
    }

    @Test
    void staticMemberChangesItsProtocolInPlace() {
        EmbeddedClient old = new EmbeddedClient(coordinator);
        old.client.instanceId = "one";
        old.join();
        old.assignAll(Map.of(old, List.of(0, 1, 2, 3)));
        ConsumerClient fresh = ConsumerClient.fixed(coordinator, "new", "one");
        fresh.beat();
        assertEquals("t-0 t-1 t-2 t-3", fresh.owned());
        assertEquals(ErrorCode.FENCED_INSTANCE_ID, old.heartbeat());

        assertEquals(ErrorCode.NONE, fresh.leave(-2));
        EmbeddedClient back = new EmbeddedClient(coordinator);
        back.client.instanceId = "one";
        back.client.joined(back.client.join());
        assertEquals("Classic", type());
        back.assignAll(Map.of(back, List.of(0, 1, 2, 3)));
        assertEquals(ErrorCode.NONE, back.heartbeat());
    }

    @Test
    void policyMayForbidEitherWay() {
        coordinator = coordinator(Migration.DOWNGRADE);
        alone();
        ConsumerClient refused = new ConsumerClient(coordinator, "new", "t");
        assertEquals(ErrorCode.GROUP_ID_NOT_FOUND, refused.refused());
        assertEquals("Classic", type());

        coordinator = coordinator(Migration.UPGRADE);
        EmbeddedClient old = alone();
        ConsumerClient fresh = new ConsumerClient(coordinator, "new", "t");
        fresh.beat();
        assertEquals(ErrorCode.NONE, fresh.leave(-1));
        assertEquals("Consumer", type());
        old.live();
        old.live();
        assertEquals(List.of(0, 1, 2, 3), old.owned);
    }

    @Test
    void membersThatAreNoConsumersAreNotConverted() {
        ClassicClient connect = new ClassicClient(coordinator);
        connect.protocolType = "connect";
        connect.joined(connect.joinFully());
        connect.sync(Map.of());
        assertEquals(
                ErrorCode.GROUP_ID_NOT_FOUND,
                new ConsumerClient(coordinator, "new", "t").refused());
        connect.leave();
        ConsumerClient later = new ConsumerClient(coordinator, "new", "t");
        later.beat();
        ClassicClient again = new ClassicClient(coordinator);
        again.protocolType = "connect";
        assertEquals(ErrorCode.INCONSISTENT_GROUP_PROTOCOL.code(), again.join().get().errorCode());
    }

    @Test
    void emptyGroupIsWhoseverMemberComesNextAndItsOffsetsStay() {
        EmbeddedClient old = alone();
        assertEquals(ErrorCode.NONE, commit(old.client.memberId, old.client.generation, 8));
        old.client.leave();
        ConsumerClient fresh = new ConsumerClient(coordinator, "new", "t");
        fresh.beat();
        assertEquals("t-0 t-1 t-2 t-3", fresh.owned());
        assertEquals("Consumer", type());
        assertEquals(42, new OffsetClient(coordinator, GROUP).committed(0));
        fresh.leave(-1);
        EmbeddedClient back = new EmbeddedClient(coordinator);
        back.join();
        assertEquals("Classic", type());
        back.assignAll(Map.of(back, List.of(0, 1, 2, 3)));
        coordinator.failOver();
        assertEquals("Classic", type());
        assertEquals(ErrorCode.NONE, back.heartbeat());
        assertEquals(42, new OffsetClient(coordinator, GROUP).committed(0));
    }

    @Test
    void operatorRemovesAStaticMemberOfEitherProtocol() {
        ConsumerClient fixed = ConsumerClient.fixed(coordinator, "new", "one");
        fixed.beat();
        ClassicClient operator = new ClassicClient(coordinator);
        var answer =
                operator.leave(
                        MemberIdentity.builder().groupInstanceId("one").build(),
                        MemberIdentity.builder().groupInstanceId("two").build());
        assertEquals(
                List.of(ErrorCode.NONE.code(), ErrorCode.UNKNOWN_MEMBER_ID.code()),
                answer.members().stream().map(m -> m.errorCode()).toList());
        assertEquals("Empty", fixed.describe().groupState());
    }

    @Test
    void commitsAreCheckedByTheProtocolOfTheirMember() {
        ConsumerClient fresh = new ConsumerClient(coordinator, "new", "t");
        fresh.beat();
        EmbeddedClient old = new EmbeddedClient(coordinator);
        old.join();
        int epoch = fresh.self.epoch();
        assertEquals(ErrorCode.NONE, commit("new", epoch, 9));
        assertEquals(ErrorCode.STALE_MEMBER_EPOCH, commit("new", epoch + 1, 9));
        assertEquals(ErrorCode.UNSUPPORTED_VERSION, commit("new", epoch, 8));
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, commit("who", epoch, 9));
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, commit("", -1, 9));
        assertEquals(ErrorCode.NONE, commit(old.client.memberId, old.client.generation, 8));
        assertEquals(ErrorCode.ILLEGAL_GENERATION, commit(old.client.memberId, 77, 8));
        old.client.leave();
        fresh.leave(-1);
        assertEquals(ErrorCode.NONE, commit("", -1, 9));
    }

    private ErrorCode commit(String memberId, int generation, int version) {
        OffsetClient offsets = new OffsetClient(coordinator, GROUP);
        return offsets.commit(
                version,
                offsets.request(OffsetClient.at(0, 42))
                        .memberId(memberId)
                        .generationIdOrMemberEpoch(generation)
                        .build());
    }
}
