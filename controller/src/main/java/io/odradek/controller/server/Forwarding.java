package io.odradek.controller.server;

import com.google.protobuf.UnsafeByteOperations;

import io.odradek.controller.runtime.Answer;
import io.odradek.controller.runtime.ControllerLoop;
import io.odradek.controller.state.ControllerState.Command;
import io.odradek.log.io.Shard;
import io.odradek.raft.Raft;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.MalformedMessageException;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.UnsupportedVersionException;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.control.ForwardRequest;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.control.NotController;
import io.odradek.wire.message.AddRaftVoterRequest;
import io.odradek.wire.message.AlterClientQuotasRequest;
import io.odradek.wire.message.AlterConfigsRequest;
import io.odradek.wire.message.AlterPartitionReassignmentsRequest;
import io.odradek.wire.message.AlterUserScramCredentialsRequest;
import io.odradek.wire.message.AssignReplicasToDirsRequest;
import io.odradek.wire.message.CreateAclsRequest;
import io.odradek.wire.message.CreatePartitionsRequest;
import io.odradek.wire.message.CreateTopicsRequest;
import io.odradek.wire.message.DeleteAclsRequest;
import io.odradek.wire.message.DeleteTopicsRequest;
import io.odradek.wire.message.ElectLeadersRequest;
import io.odradek.wire.message.IncrementalAlterConfigsRequest;
import io.odradek.wire.message.ListPartitionReassignmentsRequest;
import io.odradek.wire.message.RemoveRaftVoterRequest;
import io.odradek.wire.message.UnregisterBrokerRequest;
import io.odradek.wire.message.UpdateFeaturesRequest;
import io.odradek.wire.message.UpdateRaftVoterRequest;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Kafka admin requests that brokers pass on, decoded and answered in the client's version.
 * Thread-safe: decodes on the caller's thread, decides on the controller's shard.
 */
final class Forwarding {
    private final Shard shard;
    private final ControllerLoop loop;
    private final Leaders leaders;
    private final Raft raft;
    private final String listenerName;
    private final RaftVoterApis voters;
    private final UpdateRaftVoterApi voterUpdates;

    /** A command and how to tell the client what became of it. */
    record Call<R>(Command<R> command, Function<R, Response> encode) {}

    /**
     * @param listenerName of the controllers, as clients are shown it
     */
    Forwarding(Shard shard, ControllerLoop loop, Leaders leaders, Raft raft, String listenerName) {
        this.shard = shard;
        this.loop = loop;
        this.leaders = leaders;
        this.raft = raft;
        this.listenerName = listenerName;
        this.voters = new RaftVoterApis(shard, raft, loop.settings().clusterId(), listenerName);
        this.voterUpdates = new UpdateRaftVoterApi(raft, loop.settings().clusterId(), listenerName);
    }

    void handle(ForwardRequest request, Consumer<ForwardResponse> respond) {
        short version = (short) request.getApiVersion();
        WireReader in = new WireReader(request.getBody().asReadOnlyByteBuffer());
        try {
            dispatch(ApiKey.forId(request.getApiKey()), version, in, respond);
        } catch (MalformedMessageException e) {
            respond.accept(failed(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage())));
        } catch (UnsupportedVersionException e) {
            respond.accept(failed(ErrorCode.UNSUPPORTED_VERSION, String.valueOf(e.getMessage())));
        }
    }

    private void dispatch(
            @Nullable ApiKey api, short version, WireReader in, Consumer<ForwardResponse> respond) {
        switch (api) {
            case CREATE_TOPICS ->
                    run(
                            CreateTopicsApi.call(CreateTopicsRequest.read(in, version)),
                            version,
                            respond);
            case DELETE_TOPICS ->
                    run(
                            DeleteTopicsApi.call(DeleteTopicsRequest.read(in, version), version),
                            version,
                            respond);
            case CREATE_PARTITIONS ->
                    run(
                            CreatePartitionsApi.call(CreatePartitionsRequest.read(in, version)),
                            version,
                            respond);
            case ALTER_CONFIGS ->
                    run(
                            AlterConfigsApi.call(AlterConfigsRequest.read(in, version)),
                            version,
                            respond);
            case INCREMENTAL_ALTER_CONFIGS ->
                    run(
                            IncrementalAlterConfigsApi.call(
                                    IncrementalAlterConfigsRequest.read(in, version)),
                            version,
                            respond);
            case ALTER_PARTITION_REASSIGNMENTS ->
                    run(
                            AlterPartitionReassignmentsApi.call(
                                    AlterPartitionReassignmentsRequest.read(in, version)),
                            version,
                            respond);
            case ASSIGN_REPLICAS_TO_DIRS ->
                    run(
                            AssignReplicasToDirsApi.call(
                                    AssignReplicasToDirsRequest.read(in, version)),
                            version,
                            respond);
            case UPDATE_FEATURES ->
                    run(
                            UpdateFeaturesApi.call(
                                    UpdateFeaturesRequest.read(in, version), version),
                            version,
                            respond);
            case ALTER_CLIENT_QUOTAS ->
                    run(
                            AlterClientQuotasApi.call(AlterClientQuotasRequest.read(in, version)),
                            version,
                            respond);
            case ALTER_USER_SCRAM_CREDENTIALS ->
                    run(
                            AlterUserScramCredentialsApi.call(
                                    AlterUserScramCredentialsRequest.read(in, version)),
                            version,
                            respond);
            case CREATE_ACLS ->
                    run(AclApis.create(CreateAclsRequest.read(in, version)), version, respond);
            case DELETE_ACLS ->
                    run(AclApis.delete(DeleteAclsRequest.read(in, version)), version, respond);
            case ELECT_LEADERS ->
                    run(
                            ElectLeadersApi.call(ElectLeadersRequest.read(in, version)),
                            version,
                            respond);
            case UNREGISTER_BROKER ->
                    run(
                            UnregisterBrokerApi.call(UnregisterBrokerRequest.read(in, version)),
                            version,
                            respond);
            case LIST_PARTITION_REASSIGNMENTS -> {
                var request = ListPartitionReassignmentsRequest.read(in, version);
                read(
                        () -> ListReassignmentsApi.response(loop.committed(), request),
                        version,
                        respond);
            }
            case DESCRIBE_QUORUM ->
                    read(
                            () ->
                                    DescribeQuorumApi.response(
                                            raft.status(), loop.observers(), listenerName, version),
                            version,
                            respond);
            case ADD_RAFT_VOTER -> {
                AddRaftVoterRequest request = AddRaftVoterRequest.read(in, version);
                shard.execute(() -> voters.add(request, a -> respond.accept(encode(a, version))));
            }
            case UPDATE_RAFT_VOTER -> {
                UpdateRaftVoterRequest request = UpdateRaftVoterRequest.read(in, version);
                shard.execute(
                        () ->
                                voterUpdates.update(
                                        request, r -> respond.accept(encode(r, version))));
            }
            case REMOVE_RAFT_VOTER -> {
                RemoveRaftVoterRequest request = RemoveRaftVoterRequest.read(in, version);
                shard.execute(
                        () -> voters.remove(request, a -> respond.accept(encode(a, version))));
            }
            case null, default ->
                    respond.accept(
                            failed(
                                    ErrorCode.UNSUPPORTED_VERSION,
                                    "The controller does not handle " + api + " requests."));
        }
    }

    private <R> void run(Call<R> call, short version, Consumer<ForwardResponse> respond) {
        shard.execute(
                () ->
                        loop.submit(
                                call.command(),
                                answer -> respond.accept(encode(call, answer, version))));
    }

    private <R> ForwardResponse encode(Call<R> call, Answer<R> answer, short version) {
        return switch (answer) {
            case Answer.Done<R>(R value) -> encode(call.encode().apply(value), version);
            case Answer.NotLeader<R>(int leader, int term) -> notController(leader, term);
            case Answer.Busy<R>() -> notController(leaders.later());
            case Answer.Failed<R>(String message) ->
                    failed(ErrorCode.UNKNOWN_SERVER_ERROR, message);
        };
    }

    /** Answers, by the active controller only, from what it knows. */
    private void read(Supplier<Response> answer, short version, Consumer<ForwardResponse> respond) {
        shard.execute(
                () ->
                        respond.accept(
                                loop.active()
                                        ? encode(answer.get(), version)
                                        : notController(loop.leaderId(), loop.leaderTerm())));
    }

    private ForwardResponse encode(RaftVoterApis.Answer answer, short version) {
        return switch (answer) {
            case RaftVoterApis.Answer.Reply(Response response) -> encode(response, version);
            case RaftVoterApis.Answer.NotLeader(int leader, int term) ->
                    notController(leader, term);
        };
    }

    private ForwardResponse notController(int leader, int term) {
        return notController(leaders.notController(leader, term));
    }

    private static ForwardResponse notController(NotController answer) {
        return ForwardResponse.newBuilder()
                .setNotController(answer)
                .setErrorCode(ErrorCode.NOT_CONTROLLER.code())
                .build();
    }

    private ForwardResponse encode(Response response, short version) {
        ByteBuffer body;
        try {
            body = ByteBuffer.allocate(response.size(version));
            response.write(new WireWriter(body), version);
        } catch (UnsupportedVersionException e) {
            return failed(ErrorCode.UNSUPPORTED_VERSION, String.valueOf(e.getMessage()));
        }
        return ForwardResponse.newBuilder()
                .setBody(UnsafeByteOperations.unsafeWrap(body.flip()))
                .setMetadataOffset(loop.committed().offset())
                .build();
    }

    private static ForwardResponse failed(ErrorCode code, String message) {
        return ForwardResponse.newBuilder()
                .setErrorCode(code.code())
                .setErrorMessage(message)
                .build();
    }
}
