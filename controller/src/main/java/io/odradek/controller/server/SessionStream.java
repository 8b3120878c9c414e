package io.odradek.controller.server;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.odradek.controller.runtime.Answer;
import io.odradek.controller.runtime.ControllerLoop;
import io.odradek.controller.runtime.Watch;
import io.odradek.controller.state.ApiError;
import io.odradek.controller.state.ControllerState;
import io.odradek.controller.state.Heartbeat;
import io.odradek.controller.state.Registration;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.HeartbeatAck;
import io.odradek.wire.control.Refused;
import io.odradek.wire.control.Registered;
import io.odradek.wire.control.SessionRequest;
import io.odradek.wire.control.SessionResponse;

/**
 * One broker's session. The broker speaks in turn: a message is taken when the one before it has
 * been answered. Confined to the controller's shard; gRPC's callbacks only post there.
 */
final class SessionStream implements StreamObserver<SessionRequest> {
    private static final int NONE = -1;

    private final long id;
    private final Shard shard;
    private final ControllerLoop loop;
    private final Watch watch;
    private final Leaders leaders;
    private final ServerCallStreamObserver<SessionResponse> out;
    private final Runnable onEnd;
    private int brokerId = NONE;
    private boolean ended;

    SessionStream(
            long id,
            Shard shard,
            ControllerLoop loop,
            Watch watch,
            Leaders leaders,
            ServerCallStreamObserver<SessionResponse> out,
            Runnable onEnd) {
        this.id = id;
        this.shard = shard;
        this.loop = loop;
        this.watch = watch;
        this.leaders = leaders;
        this.out = out;
        this.onEnd = onEnd;
        out.disableAutoRequest();
        // The process died, or its network said so.
        out.setOnCancelHandler(() -> shard.execute(this::end));
        out.request(1);
    }

    @Override
    public void onNext(SessionRequest request) {
        shard.execute(() -> take(request));
    }

    @Override
    public void onError(Throwable failure) {
        shard.execute(this::end);
    }

    @Override
    public void onCompleted() {
        shard.execute(this::close);
    }

    private void take(SessionRequest request) {
        if (ended) {
            return;
        }
        switch (request.getMessageCase()) {
            case REGISTER -> {
                Registration registration = Mapping.registration(request.getRegister(), id);
                brokerId = registration.brokerId();
                loop.submit(ControllerState.register(registration), this::registered);
            }
            case HEARTBEAT -> {
                Heartbeat heartbeat = Mapping.heartbeat(brokerId, request.getHeartbeat());
                loop.submit(ControllerState.heartbeat(heartbeat), this::heard);
            }
            // Its leaderships have moved, or it does not care: either way it leaves now.
            case GOODBYE -> close();
            case MESSAGE_NOT_SET ->
                    refuse(
                            new ApiError(
                                    ErrorCode.UNSUPPORTED_VERSION,
                                    "The controller does not know this message; upgrade it first."));
        }
    }

    private void registered(Answer<Registration.Reply> answer) {
        if (!(answer instanceof Answer.Done<Registration.Reply>(Registration.Reply reply))) {
            notDone(answer);
        } else if (reply.error().isError()) {
            refuse(reply.error());
        } else {
            reply(
                    SessionResponse.newBuilder()
                            .setRegistered(
                                    Registered.newBuilder()
                                            .setBrokerEpoch(reply.brokerEpoch())
                                            .setUnfenceAtOffset(reply.unfenceAtOffset())
                                            .setControllerId(loop.leaderId())
                                            .setControllerTerm(loop.leaderTerm())
                                            .addAllControllers(leaders.controllers()))
                            .build());
        }
    }

    private void heard(Answer<Heartbeat.Reply> answer) {
        if (!(answer instanceof Answer.Done<Heartbeat.Reply>(Heartbeat.Reply reply))) {
            notDone(answer);
        } else if (reply.error().isError()) {
            refuse(reply.error());
        } else {
            reply(
                    SessionResponse.newBuilder()
                            .setHeartbeatAck(
                                    HeartbeatAck.newBuilder()
                                            .setFenced(reply.fenced())
                                            .setShouldShutDown(reply.shouldShutDown())
                                            .addAllControllers(leaders.controllers()))
                            .build());
        }
    }

    private void notDone(Answer<?> answer) {
        switch (answer) {
            case Answer.NotLeader<?>(int leaderId, int term) -> notLeader(leaderId, term);
            case Answer.Busy<?>() ->
                    refuse(
                            new ApiError(
                                    ErrorCode.REQUEST_TIMED_OUT,
                                    "The controller has too much to commit; try again."));
            case Answer.Failed<?>(String message) ->
                    refuse(new ApiError(ErrorCode.UNKNOWN_SERVER_ERROR, message));
            case Answer.Done<?> _ -> throw new IllegalStateException("it is done");
        }
    }

    private void reply(SessionResponse response) {
        if (!ended) {
            out.onNext(response);
            out.request(1);
        }
    }

    private void refuse(ApiError error) {
        finish(
                SessionResponse.newBuilder()
                        .setRefused(
                                Refused.newBuilder()
                                        .setErrorCode(error.code().code())
                                        .setMessage(error.message()))
                        .build());
    }

    /** This node is not, or no longer, the active controller. */
    void notLeader(int leaderId, int term) {
        finish(
                SessionResponse.newBuilder()
                        .setNotController(leaders.notController(leaderId, term))
                        .build());
    }

    private void finish(SessionResponse last) {
        if (!ended) {
            out.onNext(last);
            close();
        }
    }

    private void close() {
        if (!ended) {
            out.onCompleted();
            end();
        }
    }

    void abort(Status status) {
        if (!ended) {
            out.onError(status.asRuntimeException());
            end();
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            onEnd.run();
            if (brokerId != NONE) {
                watch.streamEnded(brokerId, id);
            }
        }
    }
}
