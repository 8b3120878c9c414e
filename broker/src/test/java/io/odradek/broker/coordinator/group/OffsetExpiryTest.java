package io.odradek.broker.coordinator.group;

import static io.odradek.broker.coordinator.group.OffsetClient.at;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;

import org.junit.jupiter.api.Test;
import org.pcollections.TreePVector;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** When offsets go of themselves (KIP-211), and that they go in turns of bounded work. */
class OffsetExpiryTest {
    private static final long RETENTION_MS = 100_000;
    private static final long CHECK_MS = 10_000;
    private static final UUID TOPIC = new UUID(1, 2);

    private final TestCoordinator coordinator =
            new TestCoordinator(
                    new GroupSettings(
                            new GroupSettings.Classic(6_000, 1_800_000, 0, 10),
                            GroupSettings.Consumer.DEFAULTS,
                            new GroupSettings.Offsets(RETENTION_MS, CHECK_MS, 4096)));
    private final OffsetClient offsets = new OffsetClient(coordinator, ClassicClient.GROUP);

    private ClassicClient member() {
        ClassicClient member = new ClassicClient(coordinator);
        member.sessionTimeoutMs = 1_800_000;
        member.joined(member.joinFully());
        member.sync(Map.of());
        return member;
    }

    @Test
    void offsetsOfAGroupWithoutMembersExpireAfterTheCommitAndTheGroupWithThem() {
        offsets.commit(8, offsets.request(at(0, 1)).build());
        coordinator.pass(RETENTION_MS - 1);
        assertEquals(1, offsets.committed(0));
        coordinator.pass(CHECK_MS);
        assertEquals(-1, offsets.committed(0));
        assertEquals(List.of(), AdministrationTest.list(coordinator, List.of(), List.of()));
        coordinator.failOver();
        assertEquals(-1, offsets.committed(0));
    }

    @Test
    void offsetsThatAreReadDoNotExpire() {
        ClassicClient member = member();
        offsets.commit(member, 1);
        coordinator.pass(3 * RETENTION_MS);
        assertEquals(1, offsets.committed(0));
    }

    @Test
    void offsetsOfATopicThatALivingGroupNoLongerReadsExpireAfterTheCommit() {
        ClassicClient member = member();
        offsets.commit(member, 1);
        member.protocols = List.of(ClassicClient.protocol("range", "other"));
        member.joined(member.join());
        member.sync(Map.of());
        coordinator.pass(RETENTION_MS - 1);
        assertEquals(1, offsets.committed(0));
        coordinator.pass(CHECK_MS);
        assertEquals(-1, offsets.committed(0));
        assertEquals(ErrorCode.NONE, member.heartbeat());
    }

    @Test
    void retentionBeginsWhenTheGroupBecomesEmptyAndAnotherCoordinatorKnowsSince() {
        ClassicClient member = member();
        offsets.commit(member, 1);
        coordinator.pass(RETENTION_MS / 2);
        member.leave();
        coordinator.pass(RETENTION_MS / 2);
        coordinator.failOver();
        coordinator.pass(RETENTION_MS / 2 - 1);
        assertEquals(1, offsets.committed(0));
        coordinator.pass(CHECK_MS);
        assertEquals(-1, offsets.committed(0));
    }

    @Test
    void timeThatTheClientNamedGoesBeforeRetention() {
        offsets.commit(4, offsets.request(at(0, 1)).retentionTimeMs(5_000).build());
        coordinator.pass(CHECK_MS);
        assertEquals(-1, offsets.committed(0));
        offsets.commit(4, offsets.request(at(0, 1)).retentionTimeMs(3 * RETENTION_MS).build());
        coordinator.pass(2 * RETENTION_MS);
        assertEquals(1, offsets.committed(0));
    }

    @Test
    void manyOffsetsExpireInTurns() {
        OffsetCommitRequestPartition[] partitions =
                IntStream.range(0, 2_500)
                        .mapToObj(n -> at(n, n))
                        .toArray(OffsetCommitRequestPartition[]::new);
        offsets.commit(4, offsets.request(partitions).retentionTimeMs(1).build());
        int before = coordinator.log().size();
        coordinator.pass(CHECK_MS);
        assertEquals(1_000, coordinator.log().size() - before);
        coordinator.pass(1);
        assertEquals(2_000, coordinator.log().size() - before);
        coordinator.pass(1);
        assertEquals(2_500, coordinator.log().size() - before);
    }

    private static ClusterImage image(UUID topicId) {
        ClusterImage none = ClusterImage.EMPTY;
        return new ClusterImage(
                1,
                1,
                "",
                none.brokers(),
                none.topics().plus(topicId, new TopicImage(topicId, "t", TreePVector.empty())),
                none.topicIds().plus("t", topicId),
                none.configs(),
                none.features(),
                0,
                none.access());
    }

    @Test
    void offsetsOfADeletedTopicGoWithItButNotThoseOfItsNamesake() {
        UUID anew = new UUID(3, 4);
        coordinator.metadata(image(TOPIC));
        offsets.commit(10, offsets.request(TOPIC, at(0, 1)).build());
        offsets.commit(8, offsets.request(at(1, 1)).build());
        offsets.commit(10, offsets.request(anew, at(2, 1)).build());
        coordinator.metadata(image(anew));
        assertEquals(-1, offsets.committed(0));
        assertEquals(-1, offsets.committed(1), "nobody said which topic this was");
        assertEquals(1, offsets.committed(2));
    }

    @Test
    void manyOffsetsOfADeletedTopicGoInTurns() {
        coordinator.metadata(image(TOPIC));
        for (int n = 0; n < 3; n++) {
            OffsetCommitRequestPartition[] partitions =
                    IntStream.range(0, 900)
                            .mapToObj(p -> at(p, p))
                            .toArray(OffsetCommitRequestPartition[]::new);
            OffsetClient group = new OffsetClient(coordinator, "group" + n);
            group.commit(10, group.request(TOPIC, partitions).build());
        }
        int before = coordinator.log().size();
        coordinator.metadata(ClusterImage.EMPTY);
        assertEquals(1_800, coordinator.log().size() - before);
        coordinator.pass(1);
        assertEquals(2_700, coordinator.log().size() - before);
        assertTrue(new OffsetClient(coordinator, "group2").fetchAll().topics().isEmpty());
    }
}
