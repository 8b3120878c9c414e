package io.odradek.controller.server;

import io.odradek.controller.state.ControllerState;
import io.odradek.controller.state.CreatePartitions;
import io.odradek.wire.message.CreatePartitionsRequest;
import io.odradek.wire.message.CreatePartitionsRequest.CreatePartitionsAssignment;
import io.odradek.wire.message.CreatePartitionsRequest.CreatePartitionsTopic;
import io.odradek.wire.message.CreatePartitionsResponse;

import org.jspecify.annotations.Nullable;

import java.util.List;

final class CreatePartitionsApi {
    private CreatePartitionsApi() {}

    static Forwarding.Call<List<CreatePartitions.Result>> call(CreatePartitionsRequest request) {
        return new Forwarding.Call<>(
                ControllerState.createPartitions(
                        new CreatePartitions(
                                request.topics().stream().map(CreatePartitionsApi::item).toList(),
                                request.validateOnly())),
                CreatePartitionsApi::response);
    }

    private static CreatePartitions.Item item(CreatePartitionsTopic topic) {
        @Nullable List<CreatePartitionsAssignment> assignments = topic.assignments();
        return new CreatePartitions.Item(
                topic.name(),
                topic.count(),
                assignments == null
                        ? List.of()
                        : assignments.stream().map(a -> List.copyOf(a.brokerIds())).toList());
    }

    private static CreatePartitionsResponse response(List<CreatePartitions.Result> results) {
        return CreatePartitionsResponse.builder()
                .results(
                        results.stream()
                                .map(
                                        r ->
                                                new CreatePartitionsResponse
                                                        .CreatePartitionsTopicResult(
                                                        r.topic(),
                                                        r.error().code().code(),
                                                        r.error().messageOrNull()))
                                .toList())
                .build();
    }
}
