package io.odradek.broker.api.group;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
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
import java.util.Optional;
import java.util.UUID;

/**
 * The topics of one group's OffsetFetch between ids, which version 10 speaks, and names.
 *
 * @param known what the coordinator is asked for: topics with name and id
 * @param unknown topics of ids nobody knows, answered already
 */
record OffsetTopics(
        OffsetFetchRequestGroup known, List<OffsetFetchResponseTopics> unknown, boolean byId) {
    private static final short BY_TOPIC_ID = 10;

    static OffsetTopics of(ClusterImage image, OffsetFetchRequestGroup group, short version) {
        boolean byId = version >= BY_TOPIC_ID;
        List<OffsetFetchResponseTopics> unknown = new ArrayList<>(0);
        @Nullable List<OffsetFetchRequestTopics> asked = group.topics();
        @Nullable List<OffsetFetchRequestTopics> known = null;
        if (asked != null) {
            known = new ArrayList<>(asked.size());
            for (OffsetFetchRequestTopics topic : asked) {
                Optional<TopicImage> found =
                        byId ? image.topic(topic.topicId()) : image.topic(topic.name());
                if (found.isPresent()) {
                    known.add(
                            new OffsetFetchRequestTopics(
                                    found.get().name(),
                                    found.get().id(),
                                    topic.partitionIndexes()));
                } else if (byId) {
                    unknown.add(unknown(topic));
                } else {
                    known.add(topic);
                }
            }
        }
        return new OffsetTopics(
                new OffsetFetchRequestGroup(
                        group.groupId(), group.memberId(), group.memberEpoch(), known),
                unknown,
                byId);
    }

    private static OffsetFetchResponseTopics unknown(OffsetFetchRequestTopics topic) {
        return new OffsetFetchResponseTopics(
                "",
                topic.topicId(),
                topic.partitionIndexes().stream()
                        .map(
                                p ->
                                        new OffsetFetchResponsePartitions(
                                                p, -1, -1, "", ErrorCode.UNKNOWN_TOPIC_ID.code()))
                        .toList());
    }

    /** The coordinator's answer as the client's version says it. */
    OffsetFetchResponseGroup answer(ClusterImage image, OffsetFetchResponseGroup answer) {
        if (!byId || answer.errorCode() != ErrorCode.NONE.code()) {
            return answer;
        }
        List<OffsetFetchResponseTopics> topics = new ArrayList<>(answer.topics().size());
        for (OffsetFetchResponseTopics topic : answer.topics()) {
            UUID id = topic.topicId();
            if (id.equals(Limits.ZERO_UUID)) {
                id = image.topic(topic.name()).map(TopicImage::id).orElse(Limits.ZERO_UUID);
            }
            // A topic that is gone has no id to be called by.
            if (!id.equals(Limits.ZERO_UUID)) {
                topics.add(new OffsetFetchResponseTopics(topic.name(), id, topic.partitions()));
            }
        }
        topics.addAll(unknown);
        return new OffsetFetchResponseGroup(answer.groupId(), topics, answer.errorCode());
    }
}
