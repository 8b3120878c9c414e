package io.odradek.controller.server;

import io.odradek.controller.state.ControllerState;
import io.odradek.controller.state.ElectLeaders;
import io.odradek.wire.message.ElectLeadersRequest;
import io.odradek.wire.message.ElectLeadersRequest.TopicPartitions;
import io.odradek.wire.message.ElectLeadersResponse;
import io.odradek.wire.message.ElectLeadersResponse.PartitionResult;
import io.odradek.wire.message.ElectLeadersResponse.ReplicaElectionResult;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class ElectLeadersApi {
    private static final byte UNCLEAN = 1;

    private ElectLeadersApi() {}

    static Forwarding.Call<List<ElectLeaders.Result>> call(ElectLeadersRequest request) {
        @Nullable List<TopicPartitions> asked = request.topicPartitions();
        List<ElectLeaders.Target> targets = new ArrayList<>();
        if (asked != null) {
            for (TopicPartitions topic : asked) {
                topic.partitions()
                        .forEach(p -> targets.add(new ElectLeaders.Target(topic.topic(), p)));
            }
        }
        return new Forwarding.Call<>(
                ControllerState.electLeaders(
                        new ElectLeaders(
                                request.electionType() == UNCLEAN, asked == null, targets)),
                ElectLeadersApi::response);
    }

    private static ElectLeadersResponse response(List<ElectLeaders.Result> results) {
        Map<String, List<PartitionResult>> byTopic = new LinkedHashMap<>();
        for (ElectLeaders.Result result : results) {
            byTopic.computeIfAbsent(result.target().topic(), _ -> new ArrayList<>())
                    .add(
                            new PartitionResult(
                                    result.target().partition(),
                                    result.error().code().code(),
                                    result.error().messageOrNull()));
        }
        List<ReplicaElectionResult> topics = new ArrayList<>();
        byTopic.forEach(
                (topic, partitions) -> topics.add(new ReplicaElectionResult(topic, partitions)));
        return ElectLeadersResponse.builder().replicaElectionResults(topics).build();
    }
}
