package io.odradek.broker.api;

import io.odradek.broker.metadata.ImageWaits;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Limits;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.MetadataRequest;
import io.odradek.wire.message.MetadataRequest.MetadataRequestTopic;
import io.odradek.wire.message.MetadataResponse;
import io.odradek.wire.message.MetadataResponse.MetadataResponseBroker;
import io.odradek.wire.message.MetadataResponse.MetadataResponsePartition;
import io.odradek.wire.message.MetadataResponse.MetadataResponseTopic;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Who is there, which topics, and who leads their partitions. */
public final class MetadataHandler implements ApiHandler<MetadataRequest> {
    /** A broker that has just started has no metadata for a moment. */
    private static final long FIRST_IMAGE_MS = 5_000;

    private final MetadataView metadata;
    private final ImageWaits waits;
    private final AutoTopics autoTopics;
    private final int nodeId;

    public MetadataHandler(
            MetadataView metadata, ImageWaits waits, AutoTopics autoTopics, int nodeId) {
        this.metadata = metadata;
        this.waits = waits;
        this.autoTopics = autoTopics;
        this.nodeId = nodeId;
    }

    @Override
    public ApiKey key() {
        return ApiKey.METADATA;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 13;
    }

    @Override
    public void handle(RequestContext context, MetadataRequest request, Responder responder) {
        if (metadata.current().offset() < 0) {
            waits.until(0, FIRST_IMAGE_MS, () -> proceed(context, request, responder));
        } else {
            proceed(context, request, responder);
        }
    }

    private void proceed(RequestContext context, MetadataRequest request, Responder responder) {
        Set<String> missing = missing(request, metadata.current());
        if (missing.isEmpty()) {
            responder.reply(answer(context, request, Map.of()));
        } else {
            autoTopics.create(
                    context,
                    missing,
                    failures -> responder.reply(answer(context, request, failures)));
        }
    }

    /** Topics to create: asked for by a good name, and not there. */
    private Set<String> missing(MetadataRequest request, ClusterImage image) {
        Set<String> missing = new LinkedHashSet<>();
        @Nullable List<MetadataRequestTopic> topics = request.topics();
        if (topics == null || !autoTopics.enabled() || !request.allowAutoTopicCreation()) {
            return missing;
        }
        for (MetadataRequestTopic topic : topics) {
            @Nullable String name = topic.name();
            if (name != null
                    && topic.topicId().equals(Limits.ZERO_UUID)
                    && image.topic(name).isEmpty()
                    && TopicNames.isLegal(name)
                    && !TopicNames.isInternal(name)) {
                missing.add(name);
            }
        }
        return missing;
    }

    private MetadataResponse answer(
            RequestContext context, MetadataRequest request, Map<String, ErrorCode> failures) {
        ClusterView view = new ClusterView(metadata.current(), context.listener());
        short version = context.apiVersion();
        List<MetadataResponseTopic> topics = new ArrayList<>();
        @Nullable List<MetadataRequestTopic> asked = request.topics();
        boolean all = asked == null || (version == 0 && asked.isEmpty());
        int operations =
                request.includeTopicAuthorizedOperations()
                        ? Authorized.TOPIC
                        : Authorized.NOT_ASKED;
        if (all) {
            for (TopicImage topic : view.image().topics().values()) {
                topics.add(topic(view, topic, version, operations));
            }
        } else if (asked != null) {
            for (MetadataRequestTopic topic : asked) {
                topics.add(topic(view, topic, version, operations, failures));
            }
        }
        return MetadataResponse.builder()
                .brokers(view.alive().stream().map(MetadataHandler::broker).toList())
                .clusterId(view.image().clusterId().isEmpty() ? null : view.image().clusterId())
                .controllerId(view.controllerId(nodeId))
                .topics(topics)
                .clusterAuthorizedOperations(
                        request.includeClusterAuthorizedOperations()
                                ? Authorized.CLUSTER
                                : Authorized.NOT_ASKED)
                .build();
    }

    private static MetadataResponseBroker broker(ClusterView.Node node) {
        return new MetadataResponseBroker(
                node.id(),
                node.endpoint().host(),
                node.endpoint().port(),
                node.rack().isEmpty() ? null : node.rack());
    }

    private static MetadataResponseTopic topic(
            ClusterView view,
            MetadataRequestTopic asked,
            short version,
            int operations,
            Map<String, ErrorCode> failures) {
        @Nullable String name = asked.name();
        UUID id = asked.topicId();
        if (!id.equals(Limits.ZERO_UUID)) {
            Optional<TopicImage> topic = view.image().topic(id);
            return topic.isPresent()
                    ? topic(view, topic.get(), version, operations)
                    : error(ErrorCode.UNKNOWN_TOPIC_ID, version < 12 ? "" : null, id);
        }
        if (name == null || !TopicNames.isLegal(name)) {
            return error(
                    ErrorCode.INVALID_TOPIC_EXCEPTION,
                    name == null && version < 12 ? "" : name,
                    id);
        }
        Optional<TopicImage> topic = view.image().topic(name);
        return topic.isPresent()
                ? topic(view, topic.get(), version, operations)
                : error(
                        failures.getOrDefault(name, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION),
                        name,
                        id);
    }

    private static MetadataResponseTopic error(ErrorCode error, @Nullable String name, UUID id) {
        return MetadataResponseTopic.builder()
                .errorCode(error.code())
                .name(name)
                .topicId(id)
                .isInternal(name != null && TopicNames.isInternal(name))
                .build();
    }

    private static MetadataResponseTopic topic(
            ClusterView view, TopicImage topic, short version, int operations) {
        List<MetadataResponsePartition> partitions = new ArrayList<>(topic.partitions().size());
        for (PartitionImage partition : topic.partitions()) {
            partitions.add(partition(view, partition, version));
        }
        return MetadataResponseTopic.builder()
                .name(topic.name())
                .topicId(topic.id())
                .isInternal(TopicNames.isInternal(topic.name()))
                .partitions(partitions)
                .topicAuthorizedOperations(operations)
                .build();
    }

    private static MetadataResponsePartition partition(
            ClusterView view, PartitionImage partition, short version) {
        ErrorCode error = PartitionStates.leaderError(view, partition, version >= 6);
        List<Integer> replicas = partition.replicas();
        List<Integer> isr = partition.isr();
        if (version == 0) {
            // Its clients break on replicas that are not among the brokers.
            replicas = view.onlyAlive(replicas);
            isr = view.onlyAlive(isr);
            if (error == ErrorCode.NONE && replicas.size() < partition.replicas().size()) {
                error = ErrorCode.REPLICA_NOT_AVAILABLE;
            }
        }
        return MetadataResponsePartition.builder()
                .errorCode(error.code())
                .partitionIndex(partition.partition())
                .leaderId(
                        error == ErrorCode.LEADER_NOT_AVAILABLE
                                        || error == ErrorCode.LISTENER_NOT_FOUND
                                ? PartitionImage.NO_LEADER
                                : partition.leader())
                .leaderEpoch(partition.leaderEpoch())
                .replicaNodes(replicas)
                .isrNodes(isr)
                .offlineReplicas(view.offline(partition.replicas()))
                .build();
    }

    @Override
    public Optional<Response> unknownServerError(RequestContext context, MetadataRequest request) {
        List<MetadataResponseTopic> topics = new ArrayList<>();
        @Nullable List<MetadataRequestTopic> asked = request.topics();
        if (asked != null) {
            for (MetadataRequestTopic topic : asked) {
                topics.add(
                        error(
                                ErrorCode.UNKNOWN_SERVER_ERROR,
                                topic.name() == null && context.apiVersion() < 12
                                        ? ""
                                        : topic.name(),
                                topic.topicId()));
            }
        }
        return Optional.of(
                MetadataResponse.builder()
                        .topics(topics)
                        .errorCode(ErrorCode.UNKNOWN_SERVER_ERROR.code())
                        .build());
    }
}
