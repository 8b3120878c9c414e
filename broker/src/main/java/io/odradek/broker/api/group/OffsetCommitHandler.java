package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Access;
import io.odradek.broker.coordinator.runtime.Coordinators;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.broker.coordinator.runtime.Step;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.OffsetCommitRequest;
import io.odradek.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.odradek.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.odradek.wire.message.OffsetCommitResponse;
import io.odradek.wire.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.odradek.wire.message.OffsetCommitResponse.OffsetCommitResponseTopic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * OffsetCommit. The coordinator sees only partitions that exist, by name and id; the others are
 * answered here. Version 0, which put offsets into ZooKeeper, is kept like version 1.
 */
final class OffsetCommitHandler implements ApiHandler<OffsetCommitRequest> {
    private static final short BY_TOPIC_ID = 10;

    private final Coordinators<? extends GroupRequests> coordinators;
    private final MetadataView metadata;

    OffsetCommitHandler(Coordinators<? extends GroupRequests> coordinators, MetadataView metadata) {
        this.coordinators = coordinators;
        this.metadata = metadata;
    }

    @Override
    public ApiKey key() {
        return ApiKey.OFFSET_COMMIT;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 10;
    }

    @Override
    public void handle(RequestContext context, OffsetCommitRequest request, Responder responder) {
        short version = context.apiVersion();
        Sorted sorted = sort(request, version);
        if (sorted.known.isEmpty()) {
            responder.reply(answer(sorted, Map.of(), ErrorCode.UNKNOWN_SERVER_ERROR));
            return;
        }
        OffsetCommitRequest known =
                new OffsetCommitRequest(
                        request.groupId(),
                        request.generationIdOrMemberEpoch(),
                        request.memberId(),
                        request.groupInstanceId(),
                        request.retentionTimeMs(),
                        sorted.known);
        RequestOrigin from = Origins.of(context);
        Step<GroupRequests, OffsetCommitResponse> step =
                (groups, to, now, out) -> groups.offsetCommit(from, known, to, now, out);
        coordinators.ask(
                request.groupId(),
                Access.WRITE,
                step,
                new ReplyTo<>() {
                    @Override
                    public void send(OffsetCommitResponse answered) {
                        responder.reply(
                                answer(sorted, errors(answered), ErrorCode.UNKNOWN_SERVER_ERROR));
                    }

                    @Override
                    public void fail(ErrorCode why) {
                        responder.reply(answer(sorted, Map.of(), why));
                    }
                });
    }

    /**
     * A request's topics.
     *
     * @param asked all of them, with both name and id where they exist
     * @param missing the error of a partition that does not exist, in place of its offset
     */
    private record Sorted(
            List<OffsetCommitRequestTopic> asked,
            List<OffsetCommitRequestTopic> known,
            Map<OffsetCommitRequestPartition, ErrorCode> missing) {}

    private Sorted sort(OffsetCommitRequest request, short version) {
        ClusterImage image = metadata.current();
        boolean byId = version >= BY_TOPIC_ID;
        Sorted sorted = new Sorted(new ArrayList<>(), new ArrayList<>(), new IdentityHashMap<>());
        for (OffsetCommitRequestTopic topic : request.topics()) {
            Optional<TopicImage> found =
                    byId ? image.topic(topic.topicId()) : image.topic(topic.name());
            ErrorCode error =
                    byId && found.isEmpty()
                            ? ErrorCode.UNKNOWN_TOPIC_ID
                            : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
            int partitions = found.map(t -> t.partitions().size()).orElse(0);
            List<OffsetCommitRequestPartition> known = new ArrayList<>(topic.partitions().size());
            for (OffsetCommitRequestPartition partition : topic.partitions()) {
                if (partition.partitionIndex() >= 0 && partition.partitionIndex() < partitions) {
                    known.add(partition);
                } else {
                    sorted.missing.put(partition, error);
                }
            }
            String name = found.map(TopicImage::name).orElse(topic.name());
            var id = found.map(TopicImage::id).orElse(topic.topicId());
            sorted.asked.add(new OffsetCommitRequestTopic(name, id, topic.partitions()));
            if (!known.isEmpty()) {
                sorted.known.add(new OffsetCommitRequestTopic(name, id, known));
            }
        }
        return sorted;
    }

    private record Partition(String topic, int partition) {}

    private static Map<Partition, Short> errors(OffsetCommitResponse answered) {
        Map<Partition, Short> errors = new HashMap<>();
        for (OffsetCommitResponseTopic topic : answered.topics()) {
            for (OffsetCommitResponsePartition partition : topic.partitions()) {
                errors.put(
                        new Partition(topic.name(), partition.partitionIndex()),
                        partition.errorCode());
            }
        }
        return errors;
    }

    /**
     * @param otherwise for a partition that nobody answered
     */
    private static OffsetCommitResponse answer(
            Sorted sorted, Map<Partition, Short> errors, ErrorCode otherwise) {
        List<OffsetCommitResponseTopic> topics = new ArrayList<>(sorted.asked.size());
        for (OffsetCommitRequestTopic topic : sorted.asked) {
            List<OffsetCommitResponsePartition> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (OffsetCommitRequestPartition partition : topic.partitions()) {
                ErrorCode missing = sorted.missing.get(partition);
                short error =
                        missing != null
                                ? missing.code()
                                : errors.getOrDefault(
                                        new Partition(topic.name(), partition.partitionIndex()),
                                        otherwise.code());
                partitions.add(
                        new OffsetCommitResponsePartition(partition.partitionIndex(), error));
            }
            topics.add(new OffsetCommitResponseTopic(topic.name(), topic.topicId(), partitions));
        }
        return OffsetCommitResponse.builder().topics(topics).build();
    }

    /** Every partition with the same error. */
    private static OffsetCommitResponse answer(OffsetCommitRequest request, ErrorCode error) {
        return answer(new Sorted(request.topics(), request.topics(), Map.of()), Map.of(), error);
    }

    @Override
    public Optional<Response> unknownServerError(
            RequestContext context, OffsetCommitRequest request) {
        return Optional.of(answer(request, ErrorCode.UNKNOWN_SERVER_ERROR));
    }
}
