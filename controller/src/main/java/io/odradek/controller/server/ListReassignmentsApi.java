package io.odradek.controller.server;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.message.ListPartitionReassignmentsRequest;
import io.odradek.wire.message.ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics;
import io.odradek.wire.message.ListPartitionReassignmentsResponse;
import io.odradek.wire.message.ListPartitionReassignmentsResponse.OngoingPartitionReassignment;
import io.odradek.wire.message.ListPartitionReassignmentsResponse.OngoingTopicReassignment;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Partitions that are moving (KIP-455). Who has just begun a move finds it here, where a broker may
 * not have heard of it.
 */
final class ListReassignmentsApi {
    private ListReassignmentsApi() {}

    static ListPartitionReassignmentsResponse response(
            ClusterImage image, ListPartitionReassignmentsRequest request) {
        List<OngoingTopicReassignment> moving = new ArrayList<>();
        @Nullable List<ListPartitionReassignmentsTopics> asked = request.topics();
        if (asked == null) {
            image.topics().values().forEach(t -> add(moving, t, t.partitions()));
            return response(moving);
        }
        for (ListPartitionReassignmentsTopics topic : asked) {
            image.topic(topic.name())
                    .ifPresent(
                            t ->
                                    add(
                                            moving,
                                            t,
                                            t.partitions().stream()
                                                    .filter(p -> isAsked(topic, p))
                                                    .toList()));
        }
        return response(moving);
    }

    private static boolean isAsked(ListPartitionReassignmentsTopics topic, PartitionImage one) {
        return topic.partitionIndexes().contains(one.partition());
    }

    private static ListPartitionReassignmentsResponse response(
            List<OngoingTopicReassignment> moving) {
        return ListPartitionReassignmentsResponse.builder().topics(moving).build();
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
