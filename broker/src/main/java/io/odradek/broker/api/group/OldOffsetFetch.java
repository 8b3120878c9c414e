package io.odradek.broker.api.group;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Limits;
import io.odradek.wire.message.OffsetFetchRequest;
import io.odradek.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.odradek.wire.message.OffsetFetchRequest.OffsetFetchRequestTopic;
import io.odradek.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.odradek.wire.message.OffsetFetchResponse;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponsePartition;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponseTopic;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** OffsetFetch before version 8, which knows one group only and it as a whole. */
final class OldOffsetFetch {
    /** Before, an error had no place but at each partition. */
    private static final short GROUP_ERROR = 2;

    private OldOffsetFetch() {}

    static OffsetFetchRequestGroup group(OffsetFetchRequest request) {
        @Nullable List<OffsetFetchRequestTopic> topics = request.topics();
        return new OffsetFetchRequestGroup(
                request.groupId(),
                null,
                -1,
                topics == null
                        ? null
                        : topics.stream()
                                .map(
                                        t ->
                                                new OffsetFetchRequestTopics(
                                                        t.name(),
                                                        Limits.ZERO_UUID,
                                                        t.partitionIndexes()))
                                .toList());
    }

    static OffsetFetchResponse response(
            OffsetFetchRequest request, short version, OffsetFetchResponseGroup answer) {
        if (answer.errorCode() != ErrorCode.NONE.code()) {
            return version >= GROUP_ERROR
                    ? OffsetFetchResponse.builder().errorCode(answer.errorCode()).build()
                    : everywhere(request, answer.errorCode());
        }
        return OffsetFetchResponse.builder()
                .topics(
                        answer.topics().stream()
                                .map(
                                        t ->
                                                new OffsetFetchResponseTopic(
                                                        t.name(),
                                                        t.partitions().stream()
                                                                .map(OldOffsetFetch::partition)
                                                                .toList()))
                                .toList())
                .build();
    }

    private static OffsetFetchResponsePartition partition(OffsetFetchResponsePartitions p) {
        return new OffsetFetchResponsePartition(
                p.partitionIndex(),
                p.committedOffset(),
                p.committedLeaderEpoch(),
                p.metadata(),
                p.errorCode());
    }

    private static OffsetFetchResponse everywhere(OffsetFetchRequest request, short error) {
        @Nullable List<OffsetFetchRequestTopic> topics = request.topics();
        return OffsetFetchResponse.builder()
                .topics(
                        topics == null
                                ? List.of()
                                : topics.stream().map(t -> failed(t, error)).toList())
                .build();
    }

    private static OffsetFetchResponseTopic failed(OffsetFetchRequestTopic topic, short error) {
        return new OffsetFetchResponseTopic(
                topic.name(),
                topic.partitionIndexes().stream()
                        .map(p -> new OffsetFetchResponsePartition(p, -1, -1, "", error))
                        .toList());
    }
}
