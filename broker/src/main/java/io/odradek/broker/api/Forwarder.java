package io.odradek.broker.api;

import com.google.protobuf.UnsafeByteOperations;

import io.odradek.broker.metadata.ControlTransport;
import io.odradek.broker.metadata.ImageWaits;
import io.odradek.broker.net.RequestContext;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.control.ForwardRequest;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.frame.Frames;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Passes admin requests on to the active controller, and answers once this broker sees what they
 * changed: a client that asks again here finds its topic. Thread-safe.
 */
public final class Forwarder {
    /** A broker that lags further behind answers anyway. */
    private static final long VISIBLE_MS = 5_000;

    private final ControlTransport transport;
    private final ImageWaits waits;
    private final long timeoutMs;

    /** What came of it. */
    sealed interface Outcome {
        record Answered(Response response) implements Outcome {}

        /** The request was not handled, or nobody knows whether it was. */
        record Failed(ErrorCode error, String message) implements Outcome {}
    }

    public Forwarder(ControlTransport transport, ImageWaits waits, long timeoutMs) {
        this.transport = transport;
        this.waits = waits;
        this.timeoutMs = timeoutMs;
    }

    void forward(RequestContext context, Request request, Consumer<Outcome> then) {
        forward(context, request, context.apiVersion(), timeoutMs, then);
    }

    /**
     * @param timeoutMs how long to look for a controller that answers
     * @param then called on the control shard
     */
    void forward(
            RequestContext context,
            Request request,
            short version,
            long timeoutMs,
            Consumer<Outcome> then) {
        ByteBuffer body = ByteBuffer.allocate(request.size(version));
        request.write(new WireWriter(body), version);
        ForwardRequest forward =
                ForwardRequest.newBuilder()
                        .setApiKey(request.apiKey().id())
                        .setApiVersion(version)
                        .setBody(UnsafeByteOperations.unsafeWrap(body.flip()))
                        .setPrincipal(context.principal())
                        .setClientHost(context.clientHost())
                        .setClientId(context.clientId())
                        .build();
        var unused =
                transport
                        .forward(forward, timeoutMs)
                        .whenComplete(
                                (answer, failure) -> {
                                    if (failure != null) {
                                        then.accept(
                                                new Outcome.Failed(
                                                        ErrorCode.REQUEST_TIMED_OUT,
                                                        "The active controller did not answer: "
                                                                + failure.getMessage()));
                                    } else {
                                        whenVisible(
                                                answer,
                                                decode(request.apiKey(), version, answer),
                                                then);
                                    }
                                });
    }

    private void whenVisible(ForwardResponse answer, Outcome outcome, Consumer<Outcome> then) {
        if (answer.getMetadataOffset() == 0) {
            then.accept(outcome);
        } else {
            waits.until(answer.getMetadataOffset(), VISIBLE_MS, () -> then.accept(outcome));
        }
    }

    private static Outcome decode(ApiKey key, short version, ForwardResponse answer) {
        if (answer.getErrorCode() != 0) {
            return new Outcome.Failed(
                    ErrorCode.forCode(answer.getErrorCode()), answer.getErrorMessage());
        }
        WireReader in = new WireReader(answer.getBody().asReadOnlyByteBuffer());
        return new Outcome.Answered(Frames.readResponseBody(in, key, version));
    }
}
