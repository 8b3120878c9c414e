package io.odradek.broker.api;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.message.ListPartitionReassignmentsRequest;
import io.odradek.wire.message.ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics;
import io.odradek.wire.message.ListPartitionReassignmentsResponse;
import io.odradek.wire.message.ListPartitionReassignmentsResponse.OngoingPartitionReassignment;
import io.odradek.wire.message.ListPartitionReassignmentsResponse.OngoingTopicReassignment;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Partitions that are moving, as the image says (KIP-455). */
public final class ListPartitionReassignmentsHandler
        implements ApiHandler<ListPartitionReassignmentsRequest> {
    private final MetadataView metadata;

    public ListPartitionReassignmentsHandler(MetadataView metadata) {
        this.metadata = metadata;
    }

    @Override
    public ApiKey key() {
        return ApiKey.LIST_PARTITION_REASSIGNMENTS;
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
            RequestContext context,
            ListPartitionReassignmentsRequest request,
            Responder responder) {
        ClusterImage image = metadata.current();
        List<OngoingTopicReassignment> moving = new ArrayList<>();
        @Nullable List<ListPartitionReassignmentsTopics> asked = request.topics();
        if (asked == null) {
            image.topics().values().forEach(t -> add(moving, t, t.partitions()));
        } else {
            for (ListPartitionReassignmentsTopics topic : asked) {
                image.topic(topic.name())
                        .ifPresent(
                                t ->
                                        add(
                                                moving,
                                                t,
                                                t.partitions().stream()
                                                        .filter(
                                                                p ->
                                                                        topic.partitionIndexes()
                                                                                .contains(
                                                                                        p
                                                                                                .partition()))
                                                        .toList()));
            }
        }
        responder.reply(ListPartitionReassignmentsResponse.builder().topics(moving).build());
    }

    private static void add(
            List<OngoingTopicReassignment> moving,
            TopicImage topic,
            List<PartitionImage> partitions) {
        List<OngoingPartitionReassignment> found = new ArrayList<>();
        for (PartitionImage p : partitions) {
            if (!p.addingReplicas().isEmpty() || !p.removingReplicas().isEmpty()) {
                found.add(
                        new OngoingPartitionReassignment(
                                p.partition(),
                                p.replicas(),
                                p.addingReplicas(),
                                p.removingReplicas()));
            }
        }
        if (!found.isEmpty()) {
            moving.add(new OngoingTopicReassignment(topic.name(), found));
        }
    }
}
