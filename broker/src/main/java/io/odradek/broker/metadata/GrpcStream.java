package io.odradek.broker.metadata;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.odradek.broker.config.HostPort;
import io.odradek.wire.control.NotController;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * One stream with the controller believed to lead. The next message is taken from the network when
 * the one before it has been handled. Confined to the control shard, except gRPC's callbacks, which
 * only post there.
 */
final class GrpcStream<Q, R> implements ControlTransport.Stream<Q> {
    private final GrpcControlTransport transport;
    private final MethodDescriptor<Q, R> method;
    private final ControlTransport.Incoming<R> incoming;
    private final GrpcControlTransport.NotControllerIn<R> refusal;
    private final HostPort target;
    private final ClientCall<Q, R> call;
    private boolean ended;

    GrpcStream(
            GrpcControlTransport transport,
            MethodDescriptor<Q, R> method,
            ControlTransport.Incoming<R> incoming,
            GrpcControlTransport.NotControllerIn<R> refusal) {
        this.transport = transport;
        this.method = method;
        this.incoming = incoming;
        this.refusal = refusal;
        this.target = transport.locator().target();
        this.call = transport.channel(target).newCall(method, CallOptions.DEFAULT);
    }

    GrpcStream<Q, R> open() {
        call.start(new Listener(), new Metadata());
        call.request(1);
        return this;
    }

    @Override
    public void send(Q message) {
        if (!ended) {
            call.sendMessage(message);
        }
    }

    @Override
    public void complete() {
        if (!ended) {
            call.halfClose();
        }
    }

    @Override
    public void cancel() {
        ended = true;
        call.cancel(method.getBareMethodName() + " is not needed any more", null);
    }

    private void message(R message) {
        if (ended) {
            return;
        }
        Optional<NotController> notHere = refusal.find(message);
        if (notHere.isPresent()) {
            transport.locator().notController(target, notHere.get());
            cancel();
            incoming.ended(target + " is not the active controller");
            return;
        }
        incoming.message(message);
        call.request(1);
    }

    private void closed(Status status) {
        if (ended) {
            return;
        }
        ended = true;
        if (!status.isOk()) {
            transport.locator().unreachable(target);
        }
        @Nullable String description = status.getDescription();
        incoming.ended(
                target + ": " + status.getCode() + (description == null ? "" : " " + description));
    }

    /** gRPC's side. */
    private final class Listener extends ClientCall.Listener<R> {
        @Override
        public void onMessage(R message) {
            transport.shard().execute(() -> message(message));
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            transport.shard().execute(() -> closed(status));
        }
    }
}
