package io.odradek.broker.api;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.broker.replica.EpochEnd;
import io.odradek.broker.replica.PartitionAccess;
import io.odradek.broker.replica.PartitionReplica;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.OffsetForLeaderEpochRequest;
import io.odradek.wire.message.OffsetForLeaderEpochRequest.OffsetForLeaderPartition;
import io.odradek.wire.message.OffsetForLeaderEpochRequest.OffsetForLeaderTopic;
import io.odradek.wire.message.OffsetForLeaderEpochResponse;
import io.odradek.wire.message.OffsetForLeaderEpochResponse.EpochEndOffset;
import io.odradek.wire.message.OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** OffsetForLeaderEpoch: where an epoch ends, so that a client can tell whether it lost records. */
final class OffsetForLeaderEpochHandler implements ApiHandler<OffsetForLeaderEpochRequest> {
    private final ReplicaService replicas;
    private final MetadataView metadata;

    OffsetForLeaderEpochHandler(ReplicaService replicas, MetadataView metadata) {
        this.replicas = replicas;
        this.metadata = metadata;
    }

    @Override
    public ApiKey key() {
        return ApiKey.OFFSET_FOR_LEADER_EPOCH;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 4;
    }

    @Override
    public void handle(
            RequestContext context, OffsetForLeaderEpochRequest request, Responder responder) {
        ClusterImage image = metadata.current();
        Scatter<EpochEndOffset> scatter = new Scatter<>(replicas);
        for (OffsetForLeaderTopic topic : request.topics()) {
            Optional<TopicImage> found = image.topic(topic.topic());
            for (OffsetForLeaderPartition asked : topic.partitions()) {
                scatter.ask(
                        found,
                        asked.partition(),
                        failed(asked.partition(), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION),
                        access -> answer(access, asked));
            }
        }
        scatter.run(answers -> responder.reply(response(request, answers)));
    }

    private static EpochEndOffset failed(int partition, ErrorCode error) {
        return new EpochEndOffset(error.code(), partition, -1, -1);
    }

    private static EpochEndOffset answer(
            @Nullable PartitionAccess access, OffsetForLeaderPartition asked) {
        if (access == null) {
            return failed(asked.partition(), ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
        PartitionReplica replica = access.replica();
        ErrorCode gate = replica.leaderGate(asked.currentLeaderEpoch());
        if (gate != ErrorCode.NONE) {
            return failed(asked.partition(), gate);
        }
        if (asked.leaderEpoch() < 0 || asked.leaderEpoch() > replica.leaderEpoch()) {
            return failed(asked.partition(), ErrorCode.NONE);
        }
        EpochEnd end = replica.epochEnd(asked.leaderEpoch());
        return new EpochEndOffset(
                ErrorCode.NONE.code(), asked.partition(), end.epoch(), end.endOffset());
    }

    private static OffsetForLeaderEpochResponse response(
            OffsetForLeaderEpochRequest request, List<EpochEndOffset> answers) {
        return new OffsetForLeaderEpochResponse(
                0,
                Scatter.byTopic(
                        request.topics(),
                        topic -> topic.partitions().size(),
                        answers,
                        (topic, ends) -> new OffsetForLeaderTopicResult(topic.topic(), ends)));
    }
}
