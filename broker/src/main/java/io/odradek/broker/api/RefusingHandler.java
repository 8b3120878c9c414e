package io.odradek.broker.api;

import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;

/** Answers every request of one API with the same, honest error. */
final class RefusingHandler<Q extends Request> implements ApiHandler<Q> {

    /** The answer in the shape of the request. */
    interface Refusal<Q> {
        Response of(Q request, short version);
    }

    private final ApiKey key;
    private final short maxVersion;
    private final Refusal<Q> refusal;

    RefusingHandler(ApiKey key, Refusal<Q> refusal) {
        this.key = key;
        this.maxVersion = key.latestStableVersion();
        this.refusal = refusal;
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
        responder.reply(refusal.of(request, context.apiVersion()));
    }
}
