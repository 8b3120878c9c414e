package io.odradek.broker.api;

import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.broker.support.ManualShard;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.frame.Frames;
import io.odradek.wire.frame.OutFrame;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Asks a handler as the port does; the answer makes the way over the wire in its version. */
final class Ask implements Responder {
    final List<Response> replies = new ArrayList<>();

    static RequestContext context(int version) {
        return new RequestContext(
                (short) version,
                "client",
                "127.0.0.1",
                "User:ANONYMOUS",
                "PLAINTEXT",
                new ManualShard());
    }

    static <Q extends Request> Ask of(ApiHandler<Q> handler, int version, Q request) {
        Ask ask = new Ask();
        handler.handle(context(version), request, ask);
        return ask;
    }

    static <Q extends Request, R extends Response> R now(
            ApiHandler<Q> handler, int version, Q request, Class<R> type) {
        Ask ask = of(handler, version, request);
        if (ask.replies.size() != 1) {
            throw new AssertionError(ask.replies.size() + " answers");
        }
        return type.cast(overTheWire(ask.replies.getFirst(), version));
    }

    static Response overTheWire(Response response, int version) {
        ApiKey key = response.apiKey();
        WireReader in =
                new WireReader(
                        OutFrame.response(1, response, (short) version)
                                .toBuffer()
                                .position(4)
                                .slice());
        var unused = Frames.readResponseHeader(in, key, (short) version);
        return Frames.readResponseBody(in, key, (short) version);
    }

    @Override
    public void reply(@Nullable Response response) {
        replies.add(java.util.Objects.requireNonNull(response));
    }

    @Override
    public void close(String why) {
        throw new AssertionError("an answer was expected");
    }

    @Override
    public void noReply() {
        throw new AssertionError("an answer was expected");
    }
}
