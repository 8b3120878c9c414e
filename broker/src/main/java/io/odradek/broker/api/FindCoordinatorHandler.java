package io.odradek.broker.api;

import io.odradek.broker.coordinator.runtime.CoordinatorKind;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.FindCoordinatorRequest;
import io.odradek.wire.message.FindCoordinatorResponse;
import io.odradek.wire.message.FindCoordinatorResponse.Coordinator;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * Which broker coordinates a group: the leader of the partition its id hashes to, as the image has
 * it now. The first to ask causes the topic.
 */
public final class FindCoordinatorHandler implements ApiHandler<FindCoordinatorRequest> {
    private static final short SEVERAL = 4;
    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;

    private final MetadataView metadata;
    private final InternalTopics topics;
    private final InternalTopics.Plan groups;

    /**
     * @param groups the topic that groups are kept in
     */
    public FindCoordinatorHandler(
            MetadataView metadata, InternalTopics topics, InternalTopics.Plan groups) {
        this.metadata = metadata;
        this.topics = topics;
        this.groups = groups;
    }

    @Override
    public ApiKey key() {
        return ApiKey.FIND_COORDINATOR;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 6;
    }

    @Override
    public void handle(
            RequestContext context, FindCoordinatorRequest request, Responder responder) {
        responder.reply(
                answer(
                        context,
                        asked(context, request).stream()
                                .map(key -> find(context, request.keyType(), key))
                                .toList()));
    }

    private static List<String> asked(RequestContext context, FindCoordinatorRequest request) {
        return context.apiVersion() >= SEVERAL ? request.coordinatorKeys() : List.of(request.key());
    }

    private Coordinator find(RequestContext context, byte keyType, String key) {
        if (keyType == TRANSACTION) {
            return failed(key, ErrorCode.UNSUPPORTED_VERSION, UnsupportedApis.TRANSACTIONS);
        }
        if (keyType != GROUP) {
            return failed(
                    key,
                    ErrorCode.INVALID_REQUEST,
                    "Coordinators of key type " + keyType + " are not served by this version.");
        }
        ClusterImage image = metadata.current();
        Optional<TopicImage> topic = image.topic(groups.name());
        if (topic.isEmpty()) {
            topics.create(context, groups);
            return failed(
                    key,
                    ErrorCode.COORDINATOR_NOT_AVAILABLE,
                    "The topic " + groups.name() + " is about to be created.");
        }
        int number = CoordinatorKind.partitionOf(key, topic.get().partitions().size());
        PartitionImage partition = topic.get().partitions().get(number);
        @Nullable BrokerImage leader = image.brokers().get(partition.leader());
        if (leader == null || leader.fenced()) {
            return failed(
                    key,
                    ErrorCode.COORDINATOR_NOT_AVAILABLE,
                    "Partition %s-%d has no leader.".formatted(groups.name(), number));
        }
        return leader.endpoint(context.listener())
                .map(at -> new Coordinator(key, leader.id(), at.host(), at.port(), (short) 0, ""))
                .orElseGet(
                        () ->
                                failed(
                                        key,
                                        ErrorCode.COORDINATOR_NOT_AVAILABLE,
                                        "Broker %d, the coordinator, has no listener %s."
                                                .formatted(leader.id(), context.listener())));
    }

    private static Coordinator failed(String key, ErrorCode error, String message) {
        return new Coordinator(key, -1, "", -1, error.code(), message);
    }

    private static FindCoordinatorResponse answer(RequestContext context, List<Coordinator> found) {
        if (context.apiVersion() >= SEVERAL) {
            return FindCoordinatorResponse.builder().coordinators(found).build();
        }
        Coordinator one = found.getFirst();
        return FindCoordinatorResponse.builder()
                .errorCode(one.errorCode())
                .errorMessage(one.errorMessage())
                .nodeId(one.nodeId())
                .host(one.host())
                .port(one.port())
                .build();
    }

    @Override
    public Optional<Response> unknownServerError(
            RequestContext context, FindCoordinatorRequest request) {
        return Optional.of(
                answer(
                        context,
                        asked(context, request).stream()
                                .map(
                                        key ->
                                                failed(
                                                        key,
                                                        ErrorCode.UNKNOWN_SERVER_ERROR,
                                                        "The broker's log says why."))
                                .toList()));
    }
}
