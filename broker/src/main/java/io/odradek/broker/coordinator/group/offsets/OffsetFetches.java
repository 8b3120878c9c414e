package io.odradek.broker.coordinator.group.offsets;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Limits;
import io.odradek.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.odradek.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.odradek.wire.message.OffsetFetchResponse.OffsetFetchResponseTopics;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Offsets are read. What was never committed is offset -1, not an error. */
public final class OffsetFetches {
    private static final long NONE = -1;

    private final OffsetTable table;

    public OffsetFetches(OffsetTable table) {
        this.table = table;
    }

    public OffsetFetchResponseGroup fetch(OffsetFetchRequestGroup request) {
        List<OffsetFetchRequestTopics> topics = request.topics();
        return OffsetFetchResponseGroup.builder()
                .groupId(request.groupId())
                .topics(
                        topics == null
                                ? everything(request.groupId())
                                : named(request.groupId(), topics))
                .build();
    }

    private List<OffsetFetchResponseTopics> everything(String groupId) {
        List<OffsetFetchResponseTopics> answer = new ArrayList<>();
        for (Map.Entry<String, Map<Integer, CommittedOffset>> topic :
                table.of(groupId).entrySet()) {
            List<OffsetFetchResponsePartitions> partitions = new ArrayList<>();
            UUID topicId = Limits.ZERO_UUID;
            for (Map.Entry<Integer, CommittedOffset> partition : topic.getValue().entrySet()) {
                partitions.add(answer(partition.getKey(), partition.getValue()));
                if (topicId.equals(Limits.ZERO_UUID)) {
                    topicId = partition.getValue().topicId();
                }
            }
            answer.add(
                    new OffsetFetchResponseTopics(
                            topic.getKey(), topicId, List.copyOf(partitions)));
        }
        return List.copyOf(answer);
    }

    private List<OffsetFetchResponseTopics> named(
            String groupId, List<OffsetFetchRequestTopics> topics) {
        List<OffsetFetchResponseTopics> answer = new ArrayList<>(topics.size());
        for (OffsetFetchRequestTopics topic : topics) {
            List<OffsetFetchResponsePartitions> partitions = new ArrayList<>();
            for (int partition : topic.partitionIndexes()) {
                CommittedOffset offset = table.find(groupId, topic.name(), partition);
                boolean outlived = offset != null && offset.isOfAnother(topic.topicId());
                partitions.add(answer(partition, outlived ? null : offset));
            }
            answer.add(
                    new OffsetFetchResponseTopics(
                            topic.name(), topic.topicId(), List.copyOf(partitions)));
        }
        return List.copyOf(answer);
    }

    private static OffsetFetchResponsePartitions answer(
            int partition, @Nullable CommittedOffset offset) {
        return OffsetFetchResponsePartitions.builder()
                .partitionIndex(partition)
                .committedOffset(offset == null ? NONE : offset.offset())
                .committedLeaderEpoch(offset == null ? -1 : offset.leaderEpoch())
                .metadata(offset == null ? "" : offset.metadata())
                .build();
    }

    public static OffsetFetchResponseGroup refusal(String groupId, ErrorCode why) {
        return OffsetFetchResponseGroup.builder().groupId(groupId).errorCode(why.code()).build();
    }
}
