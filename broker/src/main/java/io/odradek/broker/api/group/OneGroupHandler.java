package io.odradek.broker.api.group;

import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.runtime.Coordinators;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;

import java.util.Optional;

/** Serves a {@link OneGroupApi}. */
final class OneGroupHandler<Q extends Request, R extends Response> implements ApiHandler<Q> {
    private final OneGroupApi<Q, R> api;
    private final Coordinators<? extends GroupRequests> coordinators;

    OneGroupHandler(OneGroupApi<Q, R> api, Coordinators<? extends GroupRequests> coordinators) {
        this.api = api;
        this.coordinators = coordinators;
    }

    @Override
    public ApiKey key() {
        return api.key();
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return api.maxVersion();
    }

    @Override
    public void handle(RequestContext context, Q request, Responder responder) {
        short version = context.apiVersion();
        ErrorCode wrong = api.check(request, version);
        if (wrong != ErrorCode.NONE) {
            responder.reply(api.failed(request, version, wrong));
            return;
        }
        coordinators.ask(
                api.groupId(request),
                api.access(),
                api.step(Origins.of(context), request),
                new Answer<R>(responder::reply, error -> api.failed(request, version, error)));
    }

    @Override
    public Optional<Response> unknownServerError(RequestContext context, Q request) {
        return Optional.of(
                api.failed(request, context.apiVersion(), ErrorCode.UNKNOWN_SERVER_ERROR));
    }
}
