package io.odradek.broker.api;

import io.odradek.broker.api.Forwarder.Outcome;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;

import java.util.Optional;

/** Serves an API that the active controller decides. */
final class ForwardHandler<Q extends Request> implements ApiHandler<Q> {

    /** The response in which everything {@code request} asked for failed. */
    interface Failure<Q> {
        Response of(Q request, short version, ErrorCode error, String message);
    }

    private final ApiKey key;
    private final short maxVersion;
    private final Forwarder forwarder;
    private final Failure<Q> failure;

    ForwardHandler(ApiKey key, int maxVersion, Forwarder forwarder, Failure<Q> failure) {
        this.key = key;
        this.maxVersion = (short) maxVersion;
        this.forwarder = forwarder;
        this.failure = failure;
    }

    @Override
    public ApiKey key() {
        return key;
    }

    @Override
    public short minVersion() {
        return key.minVersion();
    }

    @Override
    public short maxVersion() {
        return maxVersion;
    }

    @Override
    public void handle(RequestContext context, Q request, Responder responder) {
        forwarder.forward(
                context,
                request,
                outcome ->
                        responder.reply(
                                switch (outcome) {
                                    case Outcome.Answered(Response response) -> response;
                                    case Outcome.Failed(ErrorCode error, String message) ->
                                            failure.of(
                                                    request, context.apiVersion(), error, message);
                                }));
    }

    @Override
    public Optional<Response> unknownServerError(RequestContext context, Q request) {
        return Optional.of(
                failure.of(
                        request,
                        context.apiVersion(),
                        ErrorCode.UNKNOWN_SERVER_ERROR,
                        "The broker could not handle the request; its log says why."));
    }
}
