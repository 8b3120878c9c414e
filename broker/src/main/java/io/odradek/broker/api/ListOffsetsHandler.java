package io.odradek.broker.api;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.broker.replica.PartitionAccess;
import io.odradek.broker.replica.PartitionReplica;
import io.odradek.broker.replica.ReplicaService;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.log.partition.LogException;
import io.odradek.log.partition.PartitionLog;
import io.odradek.log.partition.TimestampedOffset;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.ListOffsetsRequest;
import io.odradek.wire.message.ListOffsetsRequest.ListOffsetsPartition;
import io.odradek.wire.message.ListOffsetsRequest.ListOffsetsTopic;
import io.odradek.wire.message.ListOffsetsResponse;
import io.odradek.wire.message.ListOffsetsResponse.ListOffsetsPartitionResponse;
import io.odradek.wire.message.ListOffsetsResponse.ListOffsetsTopicResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;

/** ListOffsets: by time, or one of the names that negative times stand for. */
final class ListOffsetsHandler implements ApiHandler<ListOffsetsRequest> {
    private static final Logger log = LoggerFactory.getLogger(ListOffsetsHandler.class);

    private static final long LATEST = -1;
    private static final long EARLIEST = -2;
    private static final long MAX_TIMESTAMP = -3;
    private static final long EARLIEST_LOCAL = -4;
    private static final long LATEST_TIERED = -5;
    private static final long EARLIEST_PENDING_UPLOAD = -6;
    private static final short OFFSET_NOT_AVAILABLE = 5;
    private static final short LEADER_EPOCH = 4;

    private final ReplicaService replicas;
    private final MetadataView metadata;

    ListOffsetsHandler(ReplicaService replicas, MetadataView metadata) {
        this.replicas = replicas;
        this.metadata = metadata;
    }

    @Override
    public ApiKey key() {
        return ApiKey.LIST_OFFSETS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 11;
    }

    @Override
    public void handle(RequestContext context, ListOffsetsRequest request, Responder responder) {
        ClusterImage image = metadata.current();
        Scatter<ListOffsetsPartitionResponse> scatter = new Scatter<>(replicas);
        short version = context.apiVersion();
        for (ListOffsetsTopic topic : request.topics()) {
            Optional<TopicImage> found = image.topic(topic.name());
            for (ListOffsetsPartition asked : topic.partitions()) {
                scatter.ask(
                        found,
                        asked.partitionIndex(),
                        failed(asked.partitionIndex(), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION),
                        access -> answer(access, asked, request.replicaId() < 0, version));
            }
        }
        scatter.run(answers -> responder.reply(response(request, answers)));
    }

    private static ListOffsetsResponse response(
            ListOffsetsRequest request, List<ListOffsetsPartitionResponse> answers) {
        return new ListOffsetsResponse(
                0,
                Scatter.byTopic(
                        request.topics(),
                        topic -> topic.partitions().size(),
                        answers,
                        (topic, found) -> new ListOffsetsTopicResponse(topic.name(), found)));
    }

    private static ListOffsetsPartitionResponse failed(int partition, ErrorCode error) {
        return ListOffsetsPartitionResponse.builder()
                .partitionIndex(partition)
                .errorCode(error.code())
                .build();
    }

    private static ListOffsetsPartitionResponse answer(
            @Nullable PartitionAccess access,
            ListOffsetsPartition asked,
            boolean consumer,
            short version) {
        int partition = asked.partitionIndex();
        if (access == null) {
            return failed(partition, ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
        PartitionReplica replica = access.replica();
        ErrorCode gate = replica.leaderGate(asked.currentLeaderEpoch());
        if (gate != ErrorCode.NONE) {
            return failed(partition, gate);
        }
        boolean committedOnly = consumer && asked.timestamp() != EARLIEST;
        if (committedOnly && !replica.watermarkIsCurrent()) {
            // What earlier leaders committed is not known yet; the answer could go back.
            return failed(
                    partition,
                    version >= OFFSET_NOT_AVAILABLE
                            ? ErrorCode.OFFSET_NOT_AVAILABLE
                            : ErrorCode.LEADER_NOT_AVAILABLE);
        }
        try {
            return version == 0
                    ? findOldStyle(access, asked, consumer)
                    : find(partition, access, asked.timestamp(), consumer, version);
        } catch (LogException e) {
            log.warn("Offsets of {} cannot be told.", access.key(), e);
            return failed(
                    partition,
                    version == 0
                            ? ErrorCode.NOT_LEADER_OR_FOLLOWER
                            : ErrorCode.KAFKA_STORAGE_ERROR);
        }
    }

    private static ListOffsetsPartitionResponse findOldStyle(
            PartitionAccess access, ListOffsetsPartition asked, boolean consumer)
            throws LogException {
        long end = access.log().logEndOffset();
        return ListOffsetsPartitionResponse.builder()
                .partitionIndex(asked.partitionIndex())
                .oldStyleOffsets(
                        OldOffsets.before(
                                asked.timestamp(),
                                asked.maxNumOffsets(),
                                access.log().segmentStarts(),
                                end,
                                consumer ? access.replica().highWatermark() : end))
                .build();
    }

    private static ListOffsetsPartitionResponse find(
            int partition, PartitionAccess access, long timestamp, boolean consumer, short version)
            throws LogException {
        PartitionLog records = access.log();
        long limit = consumer ? access.replica().highWatermark() : records.logEndOffset();
        if (timestamp == LATEST) {
            return found(
                    partition,
                    new TimestampedOffset(limit, -1, access.replica().leaderEpoch()),
                    version);
        }
        if (timestamp == EARLIEST || timestamp == EARLIEST_LOCAL) {
            TimestampedOffset first = records.earliest();
            return found(partition, first, version);
        }
        if (timestamp == LATEST_TIERED || timestamp == EARLIEST_PENDING_UPLOAD) {
            return found(partition, new TimestampedOffset(-1, -1, -1), version);
        }
        if (timestamp < MAX_TIMESTAMP) {
            return failed(partition, ErrorCode.UNSUPPORTED_VERSION);
        }
        Optional<TimestampedOffset> at =
                timestamp == MAX_TIMESTAMP
                        ? records.maxTimestamp()
                        : records.firstAtOrAfter(timestamp);
        return found(
                partition,
                at.filter(offset -> offset.offset() < limit)
                        .orElse(new TimestampedOffset(-1, -1, -1)),
                version);
    }

    private static ListOffsetsPartitionResponse found(
            int partition, TimestampedOffset at, short version) {
        return ListOffsetsPartitionResponse.builder()
                .partitionIndex(partition)
                .offset(at.offset())
                .timestamp(at.timestamp())
                .leaderEpoch(version >= LEADER_EPOCH ? at.leaderEpoch() : -1)
                .build();
    }
}
