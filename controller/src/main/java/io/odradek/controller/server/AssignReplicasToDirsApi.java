package io.odradek.controller.server;

import io.odradek.controller.state.ApiError;
import io.odradek.controller.state.AssignReplicas;
import io.odradek.controller.state.ControllerState;
import io.odradek.wire.message.AssignReplicasToDirsRequest;
import io.odradek.wire.message.AssignReplicasToDirsRequest.DirectoryData;
import io.odradek.wire.message.AssignReplicasToDirsRequest.PartitionData;
import io.odradek.wire.message.AssignReplicasToDirsRequest.TopicData;
import io.odradek.wire.message.AssignReplicasToDirsResponse;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * In which directories a broker's replicas are (KIP-858). Only controllers answer it, and only
 * brokers ask: none of them passes it on for a client.
 */
final class AssignReplicasToDirsApi {
    private AssignReplicasToDirsApi() {}

    static Forwarding.Call<AssignReplicas.Reply> call(AssignReplicasToDirsRequest request) {
        List<AssignReplicas.Item> items = new ArrayList<>();
        for (DirectoryData directory : request.directories()) {
            for (TopicData topic : directory.topics()) {
                for (PartitionData partition : topic.partitions()) {
                    items.add(
                            new AssignReplicas.Item(
                                    topic.topicId(), partition.partitionIndex(), directory.id()));
                }
            }
        }
        return new Forwarding.Call<>(
                ControllerState.assignReplicas(
                        new AssignReplicas(request.brokerId(), request.brokerEpoch(), items)),
                reply -> response(request, reply));
    }

    private static AssignReplicasToDirsResponse response(
            AssignReplicasToDirsRequest request, AssignReplicas.Reply reply) {
        if (reply.error().isError()) {
            return new AssignReplicasToDirsResponse(0, reply.error().code().code(), List.of());
        }
        Iterator<ApiError> results = reply.results().iterator();
        List<AssignReplicasToDirsResponse.DirectoryData> directories = new ArrayList<>();
        for (DirectoryData directory : request.directories()) {
            List<AssignReplicasToDirsResponse.TopicData> topics = new ArrayList<>();
            for (TopicData topic : directory.topics()) {
                List<AssignReplicasToDirsResponse.PartitionData> partitions = new ArrayList<>();
                for (PartitionData partition : topic.partitions()) {
                    partitions.add(
                            new AssignReplicasToDirsResponse.PartitionData(
                                    partition.partitionIndex(), results.next().code().code()));
                }
                topics.add(new AssignReplicasToDirsResponse.TopicData(topic.topicId(), partitions));
            }
            directories.add(new AssignReplicasToDirsResponse.DirectoryData(directory.id(), topics));
        }
        return new AssignReplicasToDirsResponse(0, (short) 0, directories);
    }
}
