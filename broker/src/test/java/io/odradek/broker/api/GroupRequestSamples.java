package io.odradek.broker.api;

import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.Limits;
import io.odradek.wire.codec.Request;
import io.odradek.wire.message.*;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/** A request about group g (a join: j) that asks for something, for each API about groups. */
final class GroupRequestSamples {
    private GroupRequestSamples() {}

    static Request of(ApiKey key, int version, UUID topic) {
        return switch (key) {
            case JOIN_GROUP ->
                    JoinGroupRequest.builder()
                            .groupId("j")
                            .sessionTimeoutMs(10_000)
                            .rebalanceTimeoutMs(1_000)
                            .protocolType("consumer")
                            .protocols(List.of(protocol()))
                            .build();
            case SYNC_GROUP ->
                    SyncGroupRequest.builder()
                            .groupId("g")
                            .generationId(1)
                            .memberId("m")
                            .protocolType(version >= 5 ? "consumer" : null)
                            .protocolName(version >= 5 ? "range" : null)
                            .build();
            case HEARTBEAT ->
                    HeartbeatRequest.builder().groupId("g").generationId(1).memberId("m").build();
            case LEAVE_GROUP ->
                    version >= 3
                            ? LeaveGroupRequest.builder()
                                    .groupId("g")
                                    .members(
                                            List.of(
                                                    LeaveGroupRequest.MemberIdentity.builder()
                                                            .memberId("m")
                                                            .build()))
                                    .build()
                            : LeaveGroupRequest.builder().groupId("g").memberId("m").build();
            case OFFSET_COMMIT ->
                    OffsetCommitRequest.builder()
                            .groupId("g")
                            .generationIdOrMemberEpoch(-1)
                            .retentionTimeMs(-1)
                            .topics(List.of(committed(version, topic), missing(version)))
                            .build();
            case OFFSET_DELETE ->
                    new OffsetDeleteRequest("g", List.of(deleted("t"), deleted("not there")));
            case CONSUMER_GROUP_HEARTBEAT ->
                    ConsumerGroupHeartbeatRequest.builder()
                            .groupId("g2")
                            .memberId("m")
                            .memberEpoch(0)
                            .rebalanceTimeoutMs(1_000)
                            .subscribedTopicNames(List.of("t"))
                            .topicPartitions(List.of())
                            .build();
            default -> throw new AssertionError("no sample of " + key);
        };
    }

    static JoinGroupRequest.JoinGroupRequestProtocol protocol() {
        // Version 0, one topic "t", no user data.
        ByteBuffer subscription =
                ByteBuffer.allocate(13)
                        .putShort((short) 0)
                        .putInt(1)
                        .putShort((short) 1)
                        .put((byte) 't')
                        .putInt(-1)
                        .flip();
        return new JoinGroupRequest.JoinGroupRequestProtocol("range", subscription);
    }

    private static OffsetCommitRequest.OffsetCommitRequestTopic committed(int version, UUID topic) {
        return new OffsetCommitRequest.OffsetCommitRequestTopic(
                version >= 10 ? "" : "t",
                version >= 10 ? topic : Limits.ZERO_UUID,
                List.of(partition(0), partition(7)));
    }

    private static OffsetCommitRequest.OffsetCommitRequestTopic missing(int version) {
        return new OffsetCommitRequest.OffsetCommitRequestTopic(
                version >= 10 ? "" : "not there",
                version >= 10 ? new UUID(1, 2) : Limits.ZERO_UUID,
                List.of(partition(0)));
    }

    private static OffsetCommitRequest.OffsetCommitRequestPartition partition(int partition) {
        return OffsetCommitRequest.OffsetCommitRequestPartition.builder()
                .partitionIndex(partition)
                .committedOffset(5)
                .committedLeaderEpoch(-1)
                .commitTimestamp(-1)
                .committedMetadata("")
                .build();
    }

    private static OffsetDeleteRequest.OffsetDeleteRequestTopic deleted(String topic) {
        return new OffsetDeleteRequest.OffsetDeleteRequestTopic(
                topic, List.of(new OffsetDeleteRequest.OffsetDeleteRequestPartition(0)));
    }

    static OffsetFetchRequest.OffsetFetchRequestTopics fetched(int version, UUID topic) {
        return new OffsetFetchRequest.OffsetFetchRequestTopics(
                version >= 10 ? "" : "t", version >= 10 ? topic : Limits.ZERO_UUID, List.of(0));
    }
}
