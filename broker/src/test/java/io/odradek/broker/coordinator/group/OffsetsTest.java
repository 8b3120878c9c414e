package io.odradek.broker.coordinator.group;

import static io.odradek.broker.coordinator.group.OffsetClient.at;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Limits;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.LegacyOffsetCommitKey;
import io.odradek.wire.coordinator.LegacyOffsetCommitValue;
import io.odradek.wire.coordinator.OffsetCommitKey;
import io.odradek.wire.coordinator.OffsetCommitValue;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.OffsetCommitResponse;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Who may commit and delete, and what comes back. */
class OffsetsTest {
    private static final UUID TOPIC = new UUID(1, 2);

    private final TestCoordinator coordinator =
            new TestCoordinator(ClassicJoinTest.settings(0, Integer.MAX_VALUE));
    private final OffsetClient offsets = new OffsetClient(coordinator, ClassicClient.GROUP);

    private ClassicClient member() {
        ClassicClient member = new ClassicClient(coordinator);
        member.joined(member.joinFully());
        member.sync(Map.of(member.memberId, "all"));
        return member;
    }

    private CoordinatorRecord logged(int partition) {
        return Objects.requireNonNull(
                coordinator.last(new OffsetCommitKey(ClassicClient.GROUP, "t", partition)));
    }

    @Test
    void whatWasNeverCommittedIsMinusOneAndNoError() {
        OffsetFetchResponsePartitions none = offsets.fetch(Limits.ZERO_UUID, 3);
        assertEquals(-1, none.committedOffset());
        assertEquals(-1, none.committedLeaderEpoch());
        assertEquals("", none.metadata());
        assertEquals(0, none.errorCode());
        assertEquals(List.of(), offsets.fetchAll().topics());
    }

    @Test
    void offsetsComeBackAsTheyWereCommittedAlsoFromAnotherCoordinator() {
        var partition =
                at(3, 42).toBuilder().committedLeaderEpoch(7).committedMetadata("mine").build();
        assertEquals(ErrorCode.NONE, offsets.commit(8, offsets.request(partition).build()));
        for (int n = 0; n < 2; n++) {
            OffsetFetchResponsePartitions read = offsets.fetch(Limits.ZERO_UUID, 3);
            assertEquals(42, read.committedOffset());
            assertEquals(7, read.committedLeaderEpoch());
            assertEquals("mine", read.metadata());
            assertEquals("t", offsets.fetchAll().topics().getFirst().name());
            coordinator.failOver();
        }
    }

    @Test
    void everyVersionOfCommitIsAnswered() {
        for (int version = 0; version <= 10; version++) {
            assertEquals(
                    ErrorCode.NONE,
                    offsets.commit(version, offsets.request(TOPIC, at(0, version)).build()));
            assertEquals(version, offsets.committed(0));
        }
    }

    @Test
    void commitIsAnsweredOnlyOnceItIsInTheLog() {
        coordinator.holdCommits();
        Answer<OffsetCommitResponse> answer = offsets.send(8, offsets.request(at(0, 1)).build());
        assertFalse(answer.isThere());
        coordinator.failOver();
        assertFalse(answer.isThere());
        assertEquals(-1, offsets.committed(0));
    }

    @Test
    void recordSaysTheTopicsIdIfItIsKnownAndWhenItExpiresIfTheClientSays() {
        offsets.commit(9, offsets.request(at(0, 1)).build());
        assertEquals(3, logged(0).version());
        offsets.commit(10, offsets.request(TOPIC, at(0, 1)).build());
        assertEquals(4, logged(0).version());
        assertEquals(
                TOPIC, ((OffsetCommitValue) Objects.requireNonNull(logged(0).value())).topicId());
        offsets.commit(4, offsets.request(TOPIC, at(0, 1)).retentionTimeMs(1000).build());
        assertEquals(1, logged(0).version());
        assertEquals(
                TestCoordinator.WALL_MS + 1000,
                ((OffsetCommitValue) Objects.requireNonNull(logged(0).value())).expireTimestamp());
    }

    @Test
    void timestampOfVersion1IsKept() {
        offsets.commit(
                1, offsets.request(at(0, 1).toBuilder().commitTimestamp(99).build()).build());
        assertEquals(
                99,
                ((OffsetCommitValue) Objects.requireNonNull(logged(0).value())).commitTimestamp());
    }

    @Test
    void onlyThePartitionWithTooMuchMetadataIsRefused() {
        var request =
                offsets.request(
                                at(0, 1).toBuilder().committedMetadata("x".repeat(4097)).build(),
                                at(1, 1).toBuilder().committedMetadata("x".repeat(4096)).build())
                        .build();
        var answer = offsets.send(8, request).get().topics().getFirst().partitions();
        assertEquals(ErrorCode.OFFSET_METADATA_TOO_LARGE.code(), answer.getFirst().errorCode());
        assertEquals(0, answer.getLast().errorCode());
        assertEquals(-1, offsets.committed(0));
        assertEquals(1, offsets.committed(1));
    }

    @Test
    void offsetOfATopicThatWasCreatedAnewDoesNotCount() {
        offsets.commit(10, offsets.request(TOPIC, at(0, 5)).build());
        assertEquals(5, offsets.fetch(TOPIC, 0).committedOffset());
        assertEquals(-1, offsets.fetch(new UUID(3, 4), 0).committedOffset());
    }

    @Test
    void onlyMembersOfTheRightGenerationCommitToALivingGroup() {
        ClassicClient member = member();
        assertEquals(ErrorCode.NONE, offsets.commit(member, 10));
        assertEquals(
                ErrorCode.UNKNOWN_MEMBER_ID, offsets.commit(8, offsets.request(at(0, 1)).build()));
        member.generation++;
        assertEquals(ErrorCode.ILLEGAL_GENERATION, offsets.commit(member, 11));
        member.memberId = "stranger";
        assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, offsets.commit(member, 11));
        assertEquals(10, offsets.committed(0));
    }

    @Test
    void membersCommitWhileTheyAreAskedToJoinAgainButNotBetweenJoinAndSync() {
        ClassicClient member = member();
        ClassicClient second = new ClassicClient(coordinator);
        second.joinFully();
        assertEquals(ErrorCode.NONE, offsets.commit(member, 10));
        member.joined(member.join());
        assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, offsets.commit(member, 11));
    }

    @Test
    void fencedInstanceMayNotCommit() {
        ClassicClient former = ClassicClient.fixed(coordinator, "a");
        former.joined(former.join());
        former.sync(Map.of());
        ClassicClient latter = ClassicClient.fixed(coordinator, "a");
        latter.joined(latter.join());
        assertEquals(ErrorCode.FENCED_INSTANCE_ID, offsets.commit(former, 1));
        assertEquals(ErrorCode.NONE, offsets.commit(latter, 1));
    }

    @Test
    void memberOfAGroupThatIsGoneIsToldSo() {
        ClassicClient member = new ClassicClient(coordinator);
        member.memberId = "m";
        member.generation = 3;
        assertEquals(ErrorCode.ILLEGAL_GENERATION, offsets.commit(member, 1));
        assertEquals(
                ErrorCode.GROUP_ID_NOT_FOUND,
                offsets.commit(9, offsets.request(at(0, 1)).generationIdOrMemberEpoch(3).build()));
    }

    @Test
    void commitKeepsAMembersSessionAlive() {
        ClassicClient member = member();
        for (int n = 0; n < 5; n++) {
            coordinator.pass(9_000);
            assertEquals(ErrorCode.NONE, offsets.commit(member, n));
        }
    }

    @Test
    void groupOfOffsetsOnlyIsShownEmptyAndTakesMembers() {
        offsets.commit(8, offsets.request(at(0, 1)).build());
        coordinator.failOver();
        var shown = AdministrationTest.list(coordinator, List.of(), List.of()).getFirst();
        assertEquals("Empty", shown.groupState());
        assertEquals("", shown.protocolType());
        assertEquals(ErrorCode.NONE, offsets.commit(member(), 2));
    }

    @Test
    void offsetsOfATopicThatIsReadStayAndOthersGo() {
        ClassicClient member = member();
        offsets.commit(member, 1);
        assertEquals(
                ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC.code(),
                offsets.delete("t", 0).topics().getFirst().partitions().getFirst().errorCode());
        assertEquals(1, offsets.committed(0));
        assertEquals(
                0,
                offsets.delete("other", 0).topics().getFirst().partitions().getFirst().errorCode());
        member.leave();
        offsets.delete("t", 0);
        assertEquals(-1, offsets.committed(0));
        assertNull(logged(0).value());
    }

    @Test
    void offsetsOfALivingGroupOfAnotherTypeStay() {
        ClassicClient worker = new ClassicClient(coordinator);
        worker.protocolType = "connect";
        Answer<JoinGroupResponse> joined = worker.joinFully();
        worker.joined(joined);
        assertEquals(ErrorCode.NON_EMPTY_GROUP.code(), offsets.delete("t", 0).errorCode());
    }

    @Test
    void offsetsOfAGroupThatIsNotThereCannotBeDeleted() {
        assertEquals(ErrorCode.GROUP_ID_NOT_FOUND.code(), offsets.delete("t", 0).errorCode());
    }

    @Test
    void offsetsOfTheOldestRecordFormatsAreRead() {
        coordinator.write(
                CoordinatorRecord.of(
                        new LegacyOffsetCommitKey(ClassicClient.GROUP, "t", 0),
                        LegacyOffsetCommitValue.builder().offset(17).metadata("old").build(),
                        0));
        coordinator.write(
                CoordinatorRecord.of(
                        new OffsetCommitKey(ClassicClient.GROUP, "t", 1),
                        OffsetCommitValue.builder().offset(18).build(),
                        0));
        coordinator.failOver();
        assertEquals(17, offsets.committed(0));
        assertEquals("old", offsets.fetch(Limits.ZERO_UUID, 0).metadata());
        assertEquals(18, offsets.committed(1));
        assertEquals(-1, offsets.fetch(Limits.ZERO_UUID, 1).committedLeaderEpoch());
    }
}
