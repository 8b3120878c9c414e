package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.odradek.wire.codec.MalformedMessageException;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.UnsupportedVersionException;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.frame.Frames;
import io.odradek.wire.message.RequestHeader;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/** From a frame to its handler. Thread-safe: holds nothing that changes. */
final class RequestDispatcher {
    private static final Logger log = LoggerFactory.getLogger(RequestDispatcher.class);
    private static final String ANONYMOUS = "User:ANONYMOUS";

    private final HandlerRegistry handlers;

    RequestDispatcher(HandlerRegistry handlers) {
        this.handlers = handlers;
    }

    /** Takes over {@code frame}. On the connection's loop. */
    void dispatch(Connection connection, ByteBuf frame) {
        long now = System.nanoTime();
        WireReader in = new WireReader(frame.nioBuffer());
        RequestHeader header;
        @Nullable ApiHandler<?> handler;
        try {
            header = Frames.readRequestHeader(in);
            handler = handlers.find(header.requestApiKey());
        } catch (MalformedMessageException | UnsupportedVersionException e) {
            abandon(connection, frame, String.valueOf(e.getMessage()));
            return;
        }
        if (handler == null) {
            abandon(
                    connection,
                    frame,
                    Frames.apiKey(header) + ", which it asks for, is not served by this listener");
            return;
        }
        short version = header.requestApiVersion();
        if (version < handler.minVersion() || version > handler.maxVersion()) {
            refuse(connection, frame, header, handler, now);
            return;
        }
        Exchange exchange =
                new Exchange(
                        connection, frame, handler.key(), version, header.correlationId(), now);
        connection.begin(exchange);
        try {
            Request body = Frames.readRequestBody(in, header);
            handle(connection, handler, context(connection, header), body, exchange);
        } catch (MalformedMessageException e) {
            fail(
                    connection,
                    exchange,
                    "%s version %d: %s".formatted(handler.key(), version, e.getMessage()));
        }
    }

    private static RequestContext context(Connection connection, RequestHeader header) {
        String clientId = header.clientId();
        Peer peer = connection.peer();
        return new RequestContext(
                header.requestApiVersion(),
                clientId == null ? "" : clientId,
                peer.host(),
                ANONYMOUS,
                peer.listener(),
                peer.shard());
    }

    @SuppressWarnings({
        "unchecked",
        "CatchingUnchecked"
    }) // The key decides a body's type; a bug in one handler must not take others down.
    private static <Q extends Request> void handle(
            Connection connection,
            ApiHandler<Q> handler,
            RequestContext context,
            Request body,
            Exchange exchange) {
        Q request = (Q) body;
        try {
            handler.handle(context, request, exchange);
        } catch (RuntimeException e) {
            log.error(
                    "Handling {} version {} from client '{}' at {} failed; it is told"
                            + " UNKNOWN_SERVER_ERROR. This is a bug.",
                    handler.key(),
                    context.apiVersion(),
                    context.clientId(),
                    connection,
                    e);
            if (exchange.isAnswered()) {
                return;
            }
            Optional<Response> answer = handler.unknownServerError(context, request);
            if (answer.isPresent()) {
                exchange.reply(answer.get());
            } else {
                fail(
                        connection,
                        exchange,
                        "its request failed and the protocol has no answer for that");
            }
        }
    }

    private static void refuse(
            Connection connection,
            ByteBuf frame,
            RequestHeader header,
            ApiHandler<?> handler,
            long now) {
        Optional<Response> answer = handler.unsupportedVersion();
        if (answer.isEmpty()) {
            abandon(
                    connection,
                    frame,
                    "it speaks %s version %d; versions %d to %d are served"
                            .formatted(
                                    handler.key(),
                                    header.requestApiVersion(),
                                    handler.minVersion(),
                                    handler.maxVersion()));
            return;
        }
        Exchange exchange =
                new Exchange(
                        connection, frame, handler.key(), (short) 0, header.correlationId(), now);
        connection.begin(exchange);
        exchange.reply(answer.get());
    }

    private static void fail(Connection connection, Exchange exchange, String why) {
        exchange.noReply();
        connection.reject(why);
    }

    private static void abandon(Connection connection, ByteBuf frame, String why) {
        int bytes = frame.readableBytes();
        frame.release();
        connection.abandoned(bytes);
        connection.reject(why);
    }
}
