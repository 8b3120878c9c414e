package io.odradek.controller.server;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.odradek.controller.runtime.Answer;
import io.odradek.controller.runtime.ControllerLoop;
import io.odradek.controller.runtime.Watch;
import io.odradek.controller.state.ControllerState;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.AllocateProducerIdsRequest;
import io.odradek.wire.control.AllocateProducerIdsResponse;
import io.odradek.wire.control.AlterPartitionRequest;
import io.odradek.wire.control.AlterPartitionResponse;
import io.odradek.wire.control.ControlServiceGrpc;
import io.odradek.wire.control.ForwardRequest;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.control.MetadataRequest;
import io.odradek.wire.control.MetadataUpdate;
import io.odradek.wire.control.SessionRequest;
import io.odradek.wire.control.SessionResponse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/** What brokers ask of the active controller. Every answer is given on the controller's shard. */
final class ControlService extends ControlServiceGrpc.ControlServiceImplBase
        implements ControllerLoop.LeadershipListener {
    private static final int SESSIONS_MAX = 4096;

    private final String clusterId;
    private final Shard shard;
    private final ControllerLoop loop;
    private final Watch watch;
    private final Leaders leaders;
    private final Forwarding forwarding;
    private final AtomicLong nextStream = new AtomicLong();

    /** Confined to the shard. */
    private final Map<Long, SessionStream> sessions = new HashMap<>();

    ControlService(
            Shard shard, ControllerLoop loop, Watch watch, Leaders leaders, Forwarding forwarding) {
        this.clusterId = loop.settings().clusterId();
        this.shard = shard;
        this.loop = loop;
        this.watch = watch;
        this.leaders = leaders;
        this.forwarding = forwarding;
        loop.addListener(this);
    }

    @Override
    public StreamObserver<SessionRequest> session(StreamObserver<SessionResponse> replies) {
        long id = nextStream.getAndIncrement();
        SessionStream stream =
                new SessionStream(
                        id,
                        shard,
                        loop,
                        watch,
                        leaders,
                        (ServerCallStreamObserver<SessionResponse>) replies,
                        () -> sessions.remove(id));
        shard.execute(
                () -> {
                    if (sessions.size() >= SESSIONS_MAX) {
                        stream.abort(
                                Status.RESOURCE_EXHAUSTED.withDescription(
                                        "Too many broker sessions at this controller."));
                    } else {
                        sessions.put(id, stream);
                    }
                });
        return stream;
    }

    @Override
    public void metadata(MetadataRequest request, StreamObserver<MetadataUpdate> replies) {
        if (!request.getClusterId().equals(clusterId)) {
            replies.onError(
                    Status.FAILED_PRECONDITION
                            .withDescription(
                                    "Node %d belongs to cluster %s, this is cluster %s."
                                            .formatted(
                                                    request.getNodeId(),
                                                    request.getClusterId(),
                                                    clusterId))
                            .asRuntimeException());
            return;
        }
        MetadataStream.open(
                shard, loop, leaders, request, (ServerCallStreamObserver<MetadataUpdate>) replies);
    }

    @Override
    public void alterPartition(
            AlterPartitionRequest request, StreamObserver<AlterPartitionResponse> replies) {
        call(
                replies,
                ControllerState.alterPartitions(Mapping.alterPartitions(request)),
                answer ->
                        switch (answer) {
                            case Answer.Done(var reply) -> Mapping.alterPartitions(reply);
                            case Answer.NotLeader(int leader, int term) ->
                                    AlterPartitionResponse.newBuilder()
                                            .setNotController(leaders.notController(leader, term))
                                            .setErrorCode(ErrorCode.NOT_CONTROLLER.code())
                                            .build();
                            case Answer.Busy() ->
                                    AlterPartitionResponse.newBuilder()
                                            .setNotController(leaders.later())
                                            .setErrorCode(ErrorCode.NOT_CONTROLLER.code())
                                            .build();
                            case Answer.Failed(String _) ->
                                    AlterPartitionResponse.newBuilder()
                                            .setErrorCode(ErrorCode.UNKNOWN_SERVER_ERROR.code())
                                            .build();
                        });
    }

    @Override
    public void allocateProducerIds(
            AllocateProducerIdsRequest request,
            StreamObserver<AllocateProducerIdsResponse> replies) {
        call(
                replies,
                ControllerState.allocateProducerIds(
                        request.getBrokerId(), request.getBrokerEpoch()),
                answer ->
                        switch (answer) {
                            case Answer.Done(var reply) -> Mapping.producerIds(reply);
                            case Answer.NotLeader(int leader, int term) ->
                                    AllocateProducerIdsResponse.newBuilder()
                                            .setNotController(leaders.notController(leader, term))
                                            .setErrorCode(ErrorCode.NOT_CONTROLLER.code())
                                            .build();
                            case Answer.Busy() ->
                                    AllocateProducerIdsResponse.newBuilder()
                                            .setNotController(leaders.later())
                                            .setErrorCode(ErrorCode.NOT_CONTROLLER.code())
                                            .build();
                            case Answer.Failed(String _) ->
                                    AllocateProducerIdsResponse.newBuilder()
                                            .setErrorCode(ErrorCode.UNKNOWN_SERVER_ERROR.code())
                                            .build();
                        });
    }

    private <R, P> void call(
            StreamObserver<P> replies,
            ControllerState.Command<R> command,
            Function<Answer<R>, P> encode) {
        Consumer<P> respond = respondTo(replies);
        shard.execute(() -> loop.submit(command, a -> respond.accept(encode.apply(a))));
    }

    @Override
    public void forward(ForwardRequest request, StreamObserver<ForwardResponse> replies) {
        forwarding.handle(request, respondTo(replies));
    }

    private static <P> Consumer<P> respondTo(StreamObserver<P> replies) {
        // With a handler set, an answer to a caller that has gone is dropped silently.
        ((ServerCallStreamObserver<P>) replies).setOnCancelHandler(() -> {});
        return response -> {
            replies.onNext(response);
            replies.onCompleted();
        };
    }

    @Override
    public void gained(int term) {}

    @Override
    public void lost(int term) {
        List.copyOf(sessions.values())
                .forEach(s -> s.notLeader(loop.leaderId(), loop.leaderTerm()));
    }
}
