package io.odradek.broker.api;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.DescribeTopicPartitionsRequest;
import io.odradek.wire.message.DescribeTopicPartitionsResponse;
import io.odradek.wire.message.DescribeTopicPartitionsResponse.Cursor;
import io.odradek.wire.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition;
import io.odradek.wire.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Partitions in pages (KIP-966): topics by name, partitions by number, and a cursor to go on from.
 */
public final class DescribeTopicPartitionsHandler
        implements ApiHandler<DescribeTopicPartitionsRequest> {
    private final MetadataView metadata;
    private final int partitionsMax;

    /**
     * @param partitionsMax partitions in one page, whatever the client asks for
     */
    public DescribeTopicPartitionsHandler(MetadataView metadata, int partitionsMax) {
        this.metadata = metadata;
        this.partitionsMax = partitionsMax;
    }

    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_TOPIC_PARTITIONS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 0;
    }

    @Override
    public void handle(
            RequestContext context, DescribeTopicPartitionsRequest request, Responder responder) {
        ClusterView view = new ClusterView(metadata.current(), context.listener());
        DescribeTopicPartitionsRequest.@Nullable Cursor cursor = request.cursor();
        int room = Math.clamp(request.responsePartitionLimit(), 1, partitionsMax);
        List<DescribeTopicPartitionsResponseTopic> topics = new ArrayList<>();
        @Nullable Cursor next = null;
        for (String name : names(view.image(), request)) {
            if (room == 0) {
                next = new Cursor(name, 0);
                break;
            }
            int from =
                    cursor != null && cursor.topicName().equals(name) ? cursor.partitionIndex() : 0;
            Optional<TopicImage> topic = view.image().topic(name);
            if (topic.isEmpty()) {
                topics.add(unknown(name));
                continue;
            }
            int count = topic.get().partitions().size();
            int to = Math.min(count, Math.max(0, from) + room);
            List<DescribeTopicPartitionsResponsePartition> partitions = new ArrayList<>();
            for (int i = Math.max(0, from); i < to; i++) {
                partitions.add(partition(view, topic.get().partitions().get(i)));
            }
            topics.add(topic(topic.get(), partitions));
            room -= partitions.size();
            if (to < count) {
                next = new Cursor(name, to);
                break;
            }
        }
        responder.reply(
                DescribeTopicPartitionsResponse.builder().topics(topics).nextCursor(next).build());
    }

    /** The topics asked for, all where none is named, from the cursor's on. */
    private static SortedSet<String> names(
            ClusterImage image, DescribeTopicPartitionsRequest request) {
        SortedSet<String> names = new TreeSet<>();
        if (request.topics().isEmpty()) {
            names.addAll(image.topicIds().keySet());
        } else {
            request.topics().forEach(t -> names.add(t.name()));
        }
        DescribeTopicPartitionsRequest.@Nullable Cursor cursor = request.cursor();
        return cursor == null ? names : names.tailSet(cursor.topicName());
    }

    private static DescribeTopicPartitionsResponseTopic unknown(String name) {
        return DescribeTopicPartitionsResponseTopic.builder()
                .errorCode(
                        TopicNames.isLegal(name)
                                ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code()
                                : ErrorCode.INVALID_TOPIC_EXCEPTION.code())
                .name(name)
                .isInternal(TopicNames.isInternal(name))
                .build();
    }

    private static DescribeTopicPartitionsResponseTopic topic(
            TopicImage topic, List<DescribeTopicPartitionsResponsePartition> partitions) {
        return DescribeTopicPartitionsResponseTopic.builder()
                .name(topic.name())
                .topicId(topic.id())
                .isInternal(TopicNames.isInternal(topic.name()))
                .partitions(partitions)
                .topicAuthorizedOperations(Authorized.TOPIC)
                .build();
    }

    private static DescribeTopicPartitionsResponsePartition partition(
            ClusterView view, PartitionImage partition) {
        ErrorCode error = PartitionStates.leaderError(view, partition, true);
        return DescribeTopicPartitionsResponsePartition.builder()
                .errorCode(error.code())
                .partitionIndex(partition.partition())
                .leaderId(error == ErrorCode.NONE ? partition.leader() : PartitionImage.NO_LEADER)
                .leaderEpoch(partition.leaderEpoch())
                .replicaNodes(partition.replicas())
                .isrNodes(partition.isr())
                .eligibleLeaderReplicas(partition.eligibleLeaderReplicas())
                .lastKnownElr(partition.lastKnownElr())
                .offlineReplicas(view.offline(partition.replicas()))
                .build();
    }
}
