package io.odradek.controller.server;

import io.odradek.controller.image.Uuids;
import io.odradek.controller.state.ControllerState;
import io.odradek.controller.state.DeleteTopics;
import io.odradek.wire.message.DeleteTopicsRequest;
import io.odradek.wire.message.DeleteTopicsResponse;

import java.util.List;

final class DeleteTopicsApi {
    /** From here on a topic may be named by its id. */
    private static final int BY_STATE = 6;

    private DeleteTopicsApi() {}

    static Forwarding.Call<List<DeleteTopics.Result>> call(
            DeleteTopicsRequest request, short version) {
        List<DeleteTopics.Target> targets =
                version >= BY_STATE
                        ? request.topics().stream()
                                .map(t -> new DeleteTopics.Target(t.name(), t.topicId()))
                                .toList()
                        : request.topicNames().stream()
                                .map(name -> new DeleteTopics.Target(name, Uuids.ZERO))
                                .toList();
        return new Forwarding.Call<>(
                ControllerState.deleteTopics(new DeleteTopics(targets)), DeleteTopicsApi::response);
    }

    private static DeleteTopicsResponse response(List<DeleteTopics.Result> results) {
        return DeleteTopicsResponse.builder()
                .responses(
                        results.stream()
                                .map(
                                        r ->
                                                new DeleteTopicsResponse.DeletableTopicResult(
                                                        r.name(),
                                                        r.id(),
                                                        r.error().code().code(),
                                                        r.error().messageOrNull()))
                                .toList())
                .build();
    }
}
