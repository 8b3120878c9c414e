package io.odradek.sim.node;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.odradek.sim.net.Streams;
import io.odradek.sim.net.Streams.Stream;
import io.odradek.wire.control.AllocateProducerIdsRequest;
import io.odradek.wire.control.AlterPartitionRequest;
import io.odradek.wire.control.ControlServiceGrpc;
import io.odradek.wire.control.ForwardRequest;
import io.odradek.wire.control.MetadataRequest;
import io.odradek.wire.control.SessionRequest;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/**
 * The controller's port: its control service as it is, each call on a simulated stream of its own
 * instead of one of HTTP/2's. Messages are the same protobuf messages.
 */
final class ControlPort implements Streams.Door {
    static final String SERVICE = "control";

    /** The caller's orderly end of its side. */
    record HalfClose() {}

    /** The server's end of the call. */
    record Closed(Status status) {}

    private static final int UNDER_WAY_MAX = 16;

    private final ControlServiceGrpc.AsyncService service;

    ControlPort(ControlServiceGrpc.AsyncService service) {
        this.service = service;
    }

    @Override
    public Streams.Ear knocked(Stream stream, int fromHost) {
        return new Server(stream);
    }

    /** The first message tells which method it is. */
    private final class Server implements Streams.Ear {
        private final Stream stream;
        private final ArrayDeque<Object> unread = new ArrayDeque<>();
        private @Nullable Call<?> call;
        private @Nullable StreamObserver<SessionRequest> session;

        Server(Stream stream) {
            this.stream = stream;
        }

        @Override
        public void received(Object message) {
            switch (message) {
                case MetadataRequest request ->
                        service.metadata(request, this.<Object>begin().as());
                case AlterPartitionRequest request ->
                        service.alterPartition(request, this.<Object>begin().as());
                case AllocateProducerIdsRequest request ->
                        service.allocateProducerIds(request, this.<Object>begin().as());
                case ForwardRequest request -> service.forward(request, this.<Object>begin().as());
                case SessionRequest _, HalfClose _ -> {
                    if (session == null && message instanceof SessionRequest) {
                        session = service.session(this.<Object>begin().as());
                    }
                    unread.add(message);
                    read();
                }
                default -> throw new IllegalStateException("no such call: " + message);
            }
        }

        private <R> Call<R> begin() {
            Call<R> begun = new Call<>(stream, this::read);
            call = begun;
            return begun;
        }

        /** Hands over what the service asked for. */
        private void read() {
            Call<?> current = call;
            StreamObserver<SessionRequest> target = session;
            while (current != null && target != null && !unread.isEmpty()) {
                if (unread.peek() instanceof SessionRequest request) {
                    if (!current.takeCredit()) {
                        return;
                    }
                    unread.poll();
                    target.onNext(request);
                } else {
                    unread.poll();
                    target.onCompleted();
                }
            }
        }

        @Override
        public void closed(String why) {
            if (call != null) {
                call.cancelled();
            }
        }
    }

    /** What a service method sees of its caller. */
    private static final class Call<R> extends ServerCallStreamObserver<R> {
        private final Stream stream;
        private final Runnable credited;
        private @Nullable Runnable onCancel;
        private @Nullable Runnable onReady;
        private boolean cancelled;
        private boolean manual;
        private int credit;

        Call(Stream stream, Runnable credited) {
            this.stream = stream;
            this.credited = credited;
            stream.onDrained(
                    () -> {
                        if (onReady != null) {
                            onReady.run();
                        }
                    });
        }

        @SuppressWarnings("unchecked") // The method that was called decides the type.
        <T> StreamObserver<T> as() {
            return (StreamObserver<T>) this;
        }

        boolean takeCredit() {
            if (!manual) {
                return true;
            }
            if (credit == 0) {
                return false;
            }
            credit--;
            return true;
        }

        void cancelled() {
            cancelled = true;
            if (onCancel != null) {
                onCancel.run();
            }
        }

        @Override
        public void onNext(R message) {
            stream.send(message);
        }

        @Override
        public void onError(Throwable problem) {
            stream.send(new Closed(Status.fromThrowable(problem)));
            stream.close();
        }

        @Override
        public void onCompleted() {
            stream.send(new Closed(Status.OK));
            stream.close();
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            onCancel = handler;
        }

        @Override
        public void setCompression(String compression) {}

        @Override
        public boolean isReady() {
            return !cancelled && stream.underWay() < UNDER_WAY_MAX;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public void request(int count) {
            credit += count;
            credited.run();
        }

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void disableAutoRequest() {
            manual = true;
        }

        @Override
        @Deprecated
        public void disableAutoInboundFlowControl() {
            manual = true;
        }
    }
}
