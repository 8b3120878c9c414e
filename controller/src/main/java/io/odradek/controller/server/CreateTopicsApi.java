package io.odradek.controller.server;

import io.odradek.controller.state.ControllerState;
import io.odradek.controller.state.CreateTopics;
import io.odradek.wire.message.CreateTopicsRequest;
import io.odradek.wire.message.CreateTopicsRequest.CreatableTopic;
import io.odradek.wire.message.CreateTopicsResponse;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class CreateTopicsApi {
    private CreateTopicsApi() {}

    static Forwarding.Call<List<CreateTopics.Result>> call(CreateTopicsRequest request) {
        return new Forwarding.Call<>(
                ControllerState.createTopics(
                        new CreateTopics(
                                request.topics().stream().map(CreateTopicsApi::topic).toList(),
                                request.validateOnly())),
                CreateTopicsApi::response);
    }

    private static CreateTopics.NewTopic topic(CreatableTopic topic) {
        Map<String, @Nullable String> configs = new HashMap<>();
        topic.configs().forEach(c -> configs.put(c.name(), c.value()));
        return new CreateTopics.NewTopic(
                topic.name(),
                topic.numPartitions(),
                topic.replicationFactor(),
                topic.assignments().stream()
                        .map(a -> new CreateTopics.Assignment(a.partitionIndex(), a.brokerIds()))
                        .toList(),
                configs);
    }

    private static CreateTopicsResponse response(List<CreateTopics.Result> results) {
        return CreateTopicsResponse.builder()
                .topics(results.stream().map(CreateTopicsApi::result).toList())
                .build();
    }

    private static CreateTopicsResponse.CreatableTopicResult result(CreateTopics.Result result) {
        return CreateTopicsResponse.CreatableTopicResult.builder()
                .name(result.name())
                .topicId(result.id())
                .errorCode(result.error().code().code())
                .errorMessage(result.error().messageOrNull())
                .numPartitions(result.partitions())
                .replicationFactor((short) result.replicationFactor())
                .configs(
                        result.configs().stream()
                                .map(
                                        c ->
                                                new CreateTopicsResponse.CreatableTopicConfigs(
                                                        c.name(),
                                                        c.value(),
                                                        false,
                                                        c.source(),
                                                        false))
                                .toList())
                .build();
    }
}
