package io.odradek.broker.metadata;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.odradek.broker.config.HostPort;
import io.odradek.wire.control.NotController;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One request to the active controller, tried until it is answered or its time is up. */
final class UnaryCall<Q, R> {
    /** A change of controllers is over by then; who still has no answer is in less of a hurry. */
    private static final int EAGER_ATTEMPTS = 25;

    private static final int PATIENT_PAUSES = 5;

    private final GrpcControlTransport transport;
    private final MethodDescriptor<Q, R> method;
    private final Q request;
    private final GrpcControlTransport.NotControllerIn<R> refusal;
    private final long deadlineNanos;
    private final long patienceMs;
    private final CompletableFuture<R> result;
    private int attempts;
    private String lastProblem = "nobody was asked yet";

    UnaryCall(
            GrpcControlTransport transport,
            MethodDescriptor<Q, R> method,
            Q request,
            GrpcControlTransport.NotControllerIn<R> refusal,
            long deadlineNanos,
            long patienceMs,
            CompletableFuture<R> result) {
        this.transport = transport;
        this.method = method;
        this.request = request;
        this.refusal = refusal;
        this.deadlineNanos = deadlineNanos;
        this.patienceMs = patienceMs;
        this.result = result;
    }

    void attempt() {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - transport.shard().nanoTime());
        if (leftMs <= 0 || transport.isClosed()) {
            transport
                    .shard()
                    .execute(
                            () ->
                                    result.completeExceptionally(
                                            new ControllerUnavailableException(
                                                    "no active controller answered in time; last: "
                                                            + lastProblem)));
            return;
        }
        HostPort target = transport.locator().target();
        CallOptions options =
                CallOptions.DEFAULT.withDeadlineAfter(
                        Math.min(leftMs, patienceMs), TimeUnit.MILLISECONDS);
        ClientCalls.asyncUnaryCall(
                transport.channel(target).newCall(method, options), request, new Answer(target));
    }

    private void retry(boolean atOnce) {
        attempts++;
        long pauseMs = attempts > EAGER_ATTEMPTS ? PATIENT_PAUSES * transport.retryMs() : 0;
        transport
                .shard()
                .schedule(
                        this::attempt,
                        TimeUnit.MILLISECONDS.toNanos(
                                Math.max(pauseMs, atOnce ? 0 : transport.retryMs())));
    }

    /** Hears the answer of one controller. */
    private final class Answer implements StreamObserver<R> {
        private final HostPort asked;
        private @Nullable R value;

        Answer(HostPort asked) {
            this.asked = asked;
        }

        @Override
        public void onNext(R answer) {
            value = answer;
        }

        @Override
        public void onError(Throwable failure) {
            lastProblem = asked + ": " + Status.fromThrowable(failure);
            transport.locator().unreachable(asked);
            retry(false);
        }

        @Override
        public void onCompleted() {
            R answer = value;
            if (answer == null) {
                onError(Status.INTERNAL.withDescription("no answer").asException());
                return;
            }
            Optional<NotController> notHere = refusal.find(answer);
            if (notHere.isPresent()) {
                lastProblem = asked + " is not the active controller";
                retry(transport.locator().notController(asked, notHere.get()));
            } else {
                transport.shard().execute(() -> result.complete(answer));
            }
        }
    }
}
