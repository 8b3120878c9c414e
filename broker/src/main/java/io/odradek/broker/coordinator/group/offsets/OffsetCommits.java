package io.odradek.broker.coordinator.group.offsets;

import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.OffsetCommitKey;
import io.odradek.wire.message.OffsetCommitRequest;
import io.odradek.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.odradek.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.odradek.wire.message.OffsetCommitResponse;
import io.odradek.wire.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.odradek.wire.message.OffsetCommitResponse.OffsetCommitResponseTopic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Offsets come, from whoever may commit. */
public final class OffsetCommits {
    private final int metadataMax;

    public OffsetCommits(GroupSettings.Offsets settings) {
        this.metadataMax = settings.metadataMaxBytes();
    }

    public OffsetCommitResponse commit(OffsetCommitRequest request, Now now, Effects out) {
        // Versions 2 to 4 may say for how long; since KIP-211 no client does.
        long expireTimestampMs =
                request.retentionTimeMs() < 0 ? -1 : now.wallMs() + request.retentionTimeMs();
        List<OffsetCommitResponseTopic> topics = new ArrayList<>(request.topics().size());
        for (OffsetCommitRequestTopic topic : request.topics()) {
            topics.add(
                    answer(
                            topic,
                            partition ->
                                    commit(
                                                    request.groupId(),
                                                    topic,
                                                    partition,
                                                    expireTimestampMs,
                                                    now,
                                                    out)
                                            .code()));
        }
        return OffsetCommitResponse.builder().topics(List.copyOf(topics)).build();
    }

    private ErrorCode commit(
            String groupId,
            OffsetCommitRequestTopic topic,
            OffsetCommitRequestPartition partition,
            long expireTimestampMs,
            Now now,
            Effects out) {
        String metadata = partition.committedMetadata();
        if (metadata != null && metadata.length() > metadataMax) {
            return ErrorCode.OFFSET_METADATA_TOO_LARGE;
        }
        // Version 1 carries the time at which the client thinks it commits.
        long commitTimestampMs =
                partition.commitTimestamp() < 0 ? now.wallMs() : partition.commitTimestamp();
        CommittedOffset offset =
                new CommittedOffset(
                        partition.committedOffset(),
                        partition.committedLeaderEpoch(),
                        metadata == null ? "" : metadata,
                        commitTimestampMs,
                        expireTimestampMs,
                        topic.topicId());
        out.append(
                offset.record(
                        new OffsetCommitKey(groupId, topic.name(), partition.partitionIndex())));
        return ErrorCode.NONE;
    }

    /** The same answer for every partition of the request. */
    public static OffsetCommitResponse refusal(OffsetCommitRequest request, ErrorCode why) {
        return OffsetCommitResponse.builder()
                .topics(
                        request.topics().stream()
                                .map(topic -> answer(topic, _ -> why.code()))
                                .toList())
                .build();
    }

    private static OffsetCommitResponseTopic answer(
            OffsetCommitRequestTopic topic, ToIntFunction<OffsetCommitRequestPartition> error) {
        List<OffsetCommitResponsePartition> partitions = new ArrayList<>(topic.partitions().size());
        for (OffsetCommitRequestPartition partition : topic.partitions()) {
            partitions.add(
                    new OffsetCommitResponsePartition(
                            partition.partitionIndex(), (short) error.applyAsInt(partition)));
        }
        return OffsetCommitResponseTopic.builder()
                .name(topic.name())
                .topicId(topic.topicId())
                .partitions(List.copyOf(partitions))
                .build();
    }
}
