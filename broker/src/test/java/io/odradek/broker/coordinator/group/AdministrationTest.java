package io.odradek.broker.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.GroupMetadataKey;
import io.odradek.wire.message.DescribeGroupsResponse;
import io.odradek.wire.message.DescribeGroupsResponse.DescribedGroup;
import io.odradek.wire.message.DescribeGroupsResponse.DescribedGroupMember;
import io.odradek.wire.message.ListGroupsRequest;
import io.odradek.wire.message.ListGroupsResponse.ListedGroup;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What operators see of groups and do to them. */
class AdministrationTest {
    private final TestCoordinator coordinator =
            new TestCoordinator(ClassicJoinTest.settings(0, Integer.MAX_VALUE));
    private final OffsetClient offsets = new OffsetClient(coordinator, ClassicClient.GROUP);

    static List<ListedGroup> list(
            TestCoordinator coordinator, List<String> states, List<String> types) {
        ListGroupsRequest request =
                ListGroupsRequest.builder().statesFilter(states).typesFilter(types).build();
        return coordinator
                .<List<ListedGroup>>ask(
                        5,
                        (to, from, reply, now, out) ->
                                to.listGroups(from, request, reply, now, out))
                .get();
    }

    private DescribedGroup describe(int version) {
        DescribedGroup group =
                coordinator
                        .<DescribedGroup>ask(
                                version,
                                (to, from, reply, now, out) ->
                                        to.describeGroup(
                                                from, ClassicClient.GROUP, reply, now, out))
                        .get();
        new Answer<DescribeGroupsResponse>(version)
                .send(DescribeGroupsResponse.builder().groups(List.of(group)).build());
        return group;
    }

    private ErrorCode delete() {
        return coordinator
                .<ErrorCode>ask(
                        2,
                        (to, from, reply, now, out) ->
                                to.deleteGroup(from, ClassicClient.GROUP, reply, now, out))
                .get();
    }

    private ClassicClient joining() {
        ClassicClient member = ClassicClient.fixed(coordinator, "i");
        member.joined(member.join());
        return member;
    }

    private ClassicClient member() {
        ClassicClient member = joining();
        member.sync(Map.of(member.memberId, "all"));
        return member;
    }

    @Test
    void stableGroupIsShownWithWhoReadsWhat() {
        ClassicClient member = member();
        for (int version = 0; version <= 6; version++) {
            DescribedGroup group = describe(version);
            assertEquals("Stable", group.groupState());
            assertEquals("consumer", group.protocolType());
            assertEquals("range", group.protocolData());
            DescribedGroupMember shown = group.members().getFirst();
            assertEquals(member.memberId, shown.memberId());
            assertEquals("i", shown.groupInstanceId());
            assertEquals("client", shown.clientId());
            assertEquals("/10.0.0.1", shown.clientHost());
            assertEquals(ClassicClient.subscription("t"), shown.memberMetadata());
            assertEquals("all", ClassicClient.text(shown.memberAssignment()));
        }
    }

    @Test
    void membersOfAGroupThatIsNotStableAreShownWithoutMetadata() {
        joining();
        DescribedGroup group = describe(5);
        assertEquals("CompletingRebalance", group.groupState());
        assertEquals("", group.protocolData());
        assertEquals(0, group.members().getFirst().memberMetadata().remaining());
    }

    @Test
    void groupThatIsNotThereIsDeadAndSinceVersion6AnError() {
        assertEquals("Dead", describe(5).groupState());
        assertEquals(0, describe(5).errorCode());
        assertEquals("Dead", describe(6).groupState());
        assertEquals(ErrorCode.GROUP_ID_NOT_FOUND.code(), describe(6).errorCode());
        assertNotNull(describe(6).errorMessage());
    }

    @Test
    void listIsFilteredByStateAndTypeWhateverTheCase() {
        member();
        assertEquals(1, list(coordinator, List.of(), List.of()).size());
        assertEquals(1, list(coordinator, List.of("stable"), List.of("CLASSIC")).size());
        assertEquals(0, list(coordinator, List.of("Empty"), List.of()).size());
        assertEquals(0, list(coordinator, List.of(), List.of("consumer")).size());
        ListedGroup group = list(coordinator, List.of("Stable"), List.of()).getFirst();
        assertEquals("Classic", group.groupType());
        assertEquals("consumer", group.protocolType());
    }

    @Test
    void groupWithMembersIsNotDeleted() {
        member();
        assertEquals(ErrorCode.NON_EMPTY_GROUP, delete());
    }

    @Test
    void deletedGroupIsGoneFromTheLogWithItsOffsets() {
        ClassicClient member = member();
        offsets.commit(member, 5);
        member.leave();
        assertEquals(ErrorCode.NONE, delete());
        assertNull(
                Objects.requireNonNull(coordinator.last(new GroupMetadataKey(ClassicClient.GROUP)))
                        .value());
        for (int n = 0; n < 2; n++) {
            assertEquals(-1, offsets.committed(0));
            assertEquals(List.of(), list(coordinator, List.of(), List.of()));
            coordinator.failOver();
        }
        assertEquals(ErrorCode.GROUP_ID_NOT_FOUND, delete());
    }
}
