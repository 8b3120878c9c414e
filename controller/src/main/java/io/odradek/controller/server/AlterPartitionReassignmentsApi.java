package io.odradek.controller.server;

import io.odradek.controller.state.AlterReassignments;
import io.odradek.controller.state.ApiError;
import io.odradek.controller.state.ControllerState;
import io.odradek.wire.message.AlterPartitionReassignmentsRequest;
import io.odradek.wire.message.AlterPartitionReassignmentsResponse;
import io.odradek.wire.message.AlterPartitionReassignmentsResponse.ReassignablePartitionResponse;
import io.odradek.wire.message.AlterPartitionReassignmentsResponse.ReassignableTopicResponse;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

final class AlterPartitionReassignmentsApi {
    private AlterPartitionReassignmentsApi() {}

    static Forwarding.Call<AlterReassignments.Reply> call(
            AlterPartitionReassignmentsRequest request) {
        List<AlterReassignments.Item> items = new ArrayList<>();
        for (var topic : request.topics()) {
            for (var partition : topic.partitions()) {
                items.add(
                        new AlterReassignments.Item(
                                topic.name(), partition.partitionIndex(), partition.replicas()));
            }
        }
        return new Forwarding.Call<>(
                ControllerState.alterReassignments(
                        new AlterReassignments(request.allowReplicationFactorChange(), items)),
                reply -> response(request, reply));
    }

    private static AlterPartitionReassignmentsResponse response(
            AlterPartitionReassignmentsRequest request, AlterReassignments.Reply reply) {
        Iterator<ApiError> results = reply.results().iterator();
        List<ReassignableTopicResponse> topics = new ArrayList<>();
        for (var topic : request.topics()) {
            List<ReassignablePartitionResponse> partitions = new ArrayList<>();
            for (var partition : topic.partitions()) {
                ApiError error = results.next();
                partitions.add(
                        new ReassignablePartitionResponse(
                                partition.partitionIndex(),
                                error.code().code(),
                                error.messageOrNull()));
            }
            topics.add(new ReassignableTopicResponse(topic.name(), partitions));
        }
        return AlterPartitionReassignmentsResponse.builder()
                .allowReplicationFactorChange(request.allowReplicationFactorChange())
                .responses(topics)
                .build();
    }
}
