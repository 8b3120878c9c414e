package io.odradek.broker.coordinator.group;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Limits;
import io.odradek.wire.message.OffsetCommitRequest;
import io.odradek.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.odradek.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.odradek.wire.message.OffsetCommitResponse;
import io.odradek.wire.message.OffsetDeleteRequest;
import io.odradek.wire.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.odradek.wire.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.odradek.wire.message.OffsetDeleteResponse;
import io.odradek.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.odradek.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/** Commits, fetches and deletes offsets of one group, as a member or from outside. */
record OffsetClient(TestCoordinator coordinator, String group) {
    static OffsetCommitRequestPartition at(int partition, long offset) {
        return OffsetCommitRequestPartition.builder()
                .partitionIndex(partition)
                .committedOffset(offset)
                .build();
    }

    OffsetCommitRequest.Builder request(UUID topicId, OffsetCommitRequestPartition... partitions) {
        return OffsetCommitRequest.builder()
                .groupId(group)
                .topics(List.of(new OffsetCommitRequestTopic("t", topicId, List.of(partitions))));
    }

    OffsetCommitRequest.Builder request(OffsetCommitRequestPartition... partitions) {
        return request(Limits.ZERO_UUID, partitions);
    }

    Answer<OffsetCommitResponse> send(int version, OffsetCommitRequest request) {
        return coordinator.ask(
                version,
                (to, from, reply, now, out) -> to.offsetCommit(from, request, reply, now, out));
    }

    /** The error of the first partition. */
    ErrorCode commit(int version, OffsetCommitRequest request) {
        return ErrorCode.forCode(
                send(version, request)
                        .get()
                        .topics()
                        .getFirst()
                        .partitions()
                        .getFirst()
                        .errorCode());
    }

    ErrorCode commit(ClassicClient member, long offset) {
        return commit(
                8,
                request(at(0, offset))
                        .memberId(member.memberId)
                        .groupInstanceId(member.instanceId)
                        .generationIdOrMemberEpoch(member.generation)
                        .build());
    }

    OffsetFetchResponseGroup fetchAll() {
        return fetch(null);
    }

    OffsetFetchResponseGroup fetch(@Nullable List<OffsetFetchRequestTopics> topics) {
        OffsetFetchRequestGroup request =
                OffsetFetchRequestGroup.builder().groupId(group).topics(topics).build();
        return coordinator
                .<OffsetFetchResponseGroup>ask(
                        9,
                        (to, from, reply, now, out) ->
                                to.offsetFetch(from, request, true, reply, now, out))
                .get();
    }

    OffsetFetchResponsePartitions fetch(UUID topicId, int partition) {
        return fetch(List.of(new OffsetFetchRequestTopics("t", topicId, List.of(partition))))
                .topics()
                .getFirst()
                .partitions()
                .getFirst();
    }

    long committed(int partition) {
        return fetch(Limits.ZERO_UUID, partition).committedOffset();
    }

    OffsetDeleteResponse delete(String topic, int partition) {
        OffsetDeleteRequest request =
                OffsetDeleteRequest.builder()
                        .groupId(group)
                        .topics(
                                List.of(
                                        new OffsetDeleteRequestTopic(
                                                topic,
                                                List.of(
                                                        new OffsetDeleteRequestPartition(
                                                                partition)))))
                        .build();
        return coordinator
                .<OffsetDeleteResponse>ask(
                        0,
                        (to, from, reply, now, out) ->
                                to.offsetDelete(from, request, reply, now, out))
                .get();
    }
}
