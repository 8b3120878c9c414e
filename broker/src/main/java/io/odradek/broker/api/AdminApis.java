package io.odradek.broker.api;

import io.odradek.broker.net.ApiHandler;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.AddRaftVoterRequest;
import io.odradek.wire.message.AddRaftVoterResponse;
import io.odradek.wire.message.AlterConfigsRequest;
import io.odradek.wire.message.AlterConfigsResponse;
import io.odradek.wire.message.AlterPartitionReassignmentsRequest;
import io.odradek.wire.message.AlterPartitionReassignmentsResponse;
import io.odradek.wire.message.CreatePartitionsRequest;
import io.odradek.wire.message.CreatePartitionsResponse;
import io.odradek.wire.message.CreatePartitionsResponse.CreatePartitionsTopicResult;
import io.odradek.wire.message.CreateTopicsRequest;
import io.odradek.wire.message.CreateTopicsResponse;
import io.odradek.wire.message.CreateTopicsResponse.CreatableTopicResult;
import io.odradek.wire.message.DeleteTopicsRequest;
import io.odradek.wire.message.DeleteTopicsResponse;
import io.odradek.wire.message.DeleteTopicsResponse.DeletableTopicResult;
import io.odradek.wire.message.DescribeQuorumRequest;
import io.odradek.wire.message.DescribeQuorumResponse;
import io.odradek.wire.message.ElectLeadersRequest;
import io.odradek.wire.message.ElectLeadersResponse;
import io.odradek.wire.message.ElectLeadersResponse.PartitionResult;
import io.odradek.wire.message.ElectLeadersResponse.ReplicaElectionResult;
import io.odradek.wire.message.IncrementalAlterConfigsRequest;
import io.odradek.wire.message.IncrementalAlterConfigsResponse;
import io.odradek.wire.message.ListPartitionReassignmentsRequest;
import io.odradek.wire.message.ListPartitionReassignmentsResponse;
import io.odradek.wire.message.RemoveRaftVoterRequest;
import io.odradek.wire.message.RemoveRaftVoterResponse;
import io.odradek.wire.message.UnregisterBrokerRequest;
import io.odradek.wire.message.UnregisterBrokerResponse;
import io.odradek.wire.message.UpdateFeaturesRequest;
import io.odradek.wire.message.UpdateFeaturesResponse;

import java.util.List;
import java.util.stream.Stream;

/** The APIs that the active controller decides, and how each says that it failed as a whole. */
public final class AdminApis {
    private AdminApis() {}

    public static List<ApiHandler<?>> handlers(Forwarder forwarder) {
        return List.of(
                new ForwardHandler<>(ApiKey.CREATE_TOPICS, 7, forwarder, AdminApis::createTopics),
                new ForwardHandler<>(ApiKey.DELETE_TOPICS, 6, forwarder, AdminApis::deleteTopics),
                new ForwardHandler<>(
                        ApiKey.CREATE_PARTITIONS, 3, forwarder, AdminApis::createPartitions),
                new ForwardHandler<>(ApiKey.ALTER_CONFIGS, 2, forwarder, AdminApis::alterConfigs),
                new ForwardHandler<>(
                        ApiKey.INCREMENTAL_ALTER_CONFIGS,
                        1,
                        forwarder,
                        AdminApis::incrementalAlterConfigs),
                new ForwardHandler<>(
                        ApiKey.ALTER_PARTITION_REASSIGNMENTS,
                        1,
                        forwarder,
                        AdminApis::alterPartitionReassignments),
                new ForwardHandler<>(
                        ApiKey.LIST_PARTITION_REASSIGNMENTS,
                        0,
                        forwarder,
                        AdminApis::listPartitionReassignments),
                new ForwardHandler<>(ApiKey.ELECT_LEADERS, 2, forwarder, AdminApis::electLeaders),
                new ForwardHandler<>(
                        ApiKey.UPDATE_FEATURES, 2, forwarder, AdminApis::updateFeatures),
                new ForwardHandler<>(
                        ApiKey.DESCRIBE_QUORUM, 2, forwarder, AdminApis::describeQuorum),
                new ForwardHandler<>(ApiKey.ADD_RAFT_VOTER, 1, forwarder, AdminApis::addRaftVoter),
                new ForwardHandler<>(
                        ApiKey.REMOVE_RAFT_VOTER, 0, forwarder, AdminApis::removeRaftVoter),
                new ForwardHandler<>(
                        ApiKey.UNREGISTER_BROKER, 0, forwarder, AdminApis::unregisterBroker));
    }

    private static Response createTopics(
            CreateTopicsRequest request, short version, ErrorCode error, String message) {
        return CreateTopicsResponse.builder()
                .topics(
                        request.topics().stream()
                                .map(
                                        t ->
                                                CreatableTopicResult.builder()
                                                        .name(t.name())
                                                        .errorCode(error.code())
                                                        .errorMessage(message)
                                                        .build())
                                .toList())
                .build();
    }

    private static Response deleteTopics(
            DeleteTopicsRequest request, short version, ErrorCode error, String message) {
        return DeleteTopicsResponse.builder()
                .responses(
                        Stream.concat(
                                        request.topics().stream()
                                                .map(
                                                        t ->
                                                                DeletableTopicResult.builder()
                                                                        .name(t.name())
                                                                        .topicId(t.topicId())),
                                        request.topicNames().stream()
                                                .map(n -> DeletableTopicResult.builder().name(n)))
                                .map(r -> r.errorCode(error.code()).errorMessage(message).build())
                                .toList())
                .build();
    }

    private static Response createPartitions(
            CreatePartitionsRequest request, short version, ErrorCode error, String message) {
        return CreatePartitionsResponse.builder()
                .results(
                        request.topics().stream()
                                .map(
                                        t ->
                                                new CreatePartitionsTopicResult(
                                                        t.name(), error.code(), message))
                                .toList())
                .build();
    }

    private static Response alterConfigs(
            AlterConfigsRequest request, short version, ErrorCode error, String message) {
        return AlterConfigsResponse.builder()
                .responses(
                        request.resources().stream()
                                .map(
                                        r ->
                                                new AlterConfigsResponse
                                                        .AlterConfigsResourceResponse(
                                                        error.code(),
                                                        message,
                                                        r.resourceType(),
                                                        r.resourceName()))
                                .toList())
                .build();
    }

    private static Response incrementalAlterConfigs(
            IncrementalAlterConfigsRequest request,
            short version,
            ErrorCode error,
            String message) {
        return IncrementalAlterConfigsResponse.builder()
                .responses(
                        request.resources().stream()
                                .map(
                                        r ->
                                                new IncrementalAlterConfigsResponse
                                                        .AlterConfigsResourceResponse(
                                                        error.code(),
                                                        message,
                                                        r.resourceType(),
                                                        r.resourceName()))
                                .toList())
                .build();
    }

    private static Response alterPartitionReassignments(
            AlterPartitionReassignmentsRequest request,
            short version,
            ErrorCode error,
            String message) {
        return AlterPartitionReassignmentsResponse.builder()
                .allowReplicationFactorChange(request.allowReplicationFactorChange())
                .errorCode(error.code())
                .errorMessage(message)
                .build();
    }

    private static Response listPartitionReassignments(
            ListPartitionReassignmentsRequest request,
            short version,
            ErrorCode error,
            String message) {
        return ListPartitionReassignmentsResponse.builder()
                .errorCode(error.code())
                .errorMessage(message)
                .build();
    }

    private static Response electLeaders(
            ElectLeadersRequest request, short version, ErrorCode error, String message) {
        var asked = request.topicPartitions();
        return ElectLeadersResponse.builder()
                .errorCode(version == 0 ? 0 : error.code())
                .replicaElectionResults(
                        asked == null
                                ? List.of()
                                : asked.stream()
                                        .map(
                                                t ->
                                                        new ReplicaElectionResult(
                                                                t.topic(),
                                                                t.partitions().stream()
                                                                        .map(
                                                                                p ->
                                                                                        new PartitionResult(
                                                                                                p,
                                                                                                error
                                                                                                        .code(),
                                                                                                message))
                                                                        .toList()))
                                        .toList())
                .build();
    }

    private static Response updateFeatures(
            UpdateFeaturesRequest request, short version, ErrorCode error, String message) {
        return UpdateFeaturesResponse.builder()
                .errorCode(error.code())
                .errorMessage(message)
                .build();
    }

    private static Response describeQuorum(
            DescribeQuorumRequest request, short version, ErrorCode error, String message) {
        return DescribeQuorumResponse.builder()
                .errorCode(error.code())
                .errorMessage(message)
                .build();
    }

    private static Response addRaftVoter(
            AddRaftVoterRequest request, short version, ErrorCode error, String message) {
        return new AddRaftVoterResponse(0, error.code(), message);
    }

    private static Response removeRaftVoter(
            RemoveRaftVoterRequest request, short version, ErrorCode error, String message) {
        return new RemoveRaftVoterResponse(0, error.code(), message);
    }

    private static Response unregisterBroker(
            UnregisterBrokerRequest request, short version, ErrorCode error, String message) {
        return UnregisterBrokerResponse.builder()
                .errorCode(error.code())
                .errorMessage(message)
                .build();
    }
}
