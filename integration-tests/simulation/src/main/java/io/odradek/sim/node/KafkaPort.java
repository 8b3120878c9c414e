package io.odradek.sim.node;

import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.HandlerRegistry;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.log.io.Shard;
import io.odradek.sim.net.Streams;
import io.odradek.sim.net.Streams.Stream;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.frame.Frames;
import io.odradek.wire.frame.OutFrame;
import io.odradek.wire.message.RequestHeader;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The Kafka port as frame in, frame out. Frames are the bytes of the wire, without their length; a
 * request's bytes are spoiled once it is answered, as a pooled buffer's would be.
 */
final class KafkaPort implements Streams.Door {
    static final String SERVICE = "kafka";
    private static final byte SPOILED = (byte) 0xdb;

    private final HandlerRegistry handlers;
    private final List<Shard> shards;
    private int connections;

    KafkaPort(HandlerRegistry handlers, List<Shard> shards) {
        this.handlers = handlers;
        this.shards = shards;
    }

    @Override
    public Streams.Ear knocked(Stream stream, int fromHost) {
        return new Connection(stream, shards.get(connections++ % shards.size()));
    }

    private final class Connection implements Streams.Ear {
        private final Stream stream;
        private final Shard shard;
        private final ArrayDeque<Exchange> inFlight = new ArrayDeque<>();

        Connection(Stream stream, Shard shard) {
            this.stream = stream;
            this.shard = shard;
        }

        @Override
        public void received(Object message) {
            shard.execute(() -> dispatch((byte[]) message));
        }

        @Override
        public void closed(String why) {}

        private void dispatch(byte[] frame) {
            WireReader in = new WireReader(ByteBuffer.wrap(frame));
            RequestHeader header = Frames.readRequestHeader(in);
            @Nullable ApiHandler<?> handler = handlers.find(header.requestApiKey());
            short version = header.requestApiVersion();
            if (handler == null
                    || version < handler.minVersion()
                    || version > handler.maxVersion()) {
                stream.close();
                return;
            }
            String client = header.clientId() == null ? "" : header.clientId();
            Exchange exchange = new Exchange(this, frame, header.correlationId(), version);
            inFlight.add(exchange);
            RequestContext context =
                    new RequestContext(
                            version, client, "sim", "User:ANONYMOUS", SimHost.LISTENER, shard);
            handle(handler, context, Frames.readRequestBody(in, header), exchange);
        }

        @SuppressWarnings("unchecked") // The key decides a body's type.
        private <Q extends Request> void handle(
                ApiHandler<Q> handler, RequestContext context, Request body, Exchange exchange) {
            handler.handle(context, (Q) body, exchange);
        }

        void answered() {
            for (Exchange head = inFlight.peek();
                    head != null && head.answered;
                    head = inFlight.peek()) {
                inFlight.poll();
                head.leave(stream);
            }
        }
    }

    /** One request on its way to its answer. */
    private static final class Exchange implements Responder {
        private final Connection connection;
        private final byte[] frame;
        private final int correlationId;
        private final short version;
        private boolean taken;
        private boolean answered;
        private Optional<Response> response = Optional.empty();

        Exchange(Connection connection, byte[] frame, int correlationId, short version) {
            this.connection = connection;
            this.frame = frame;
            this.correlationId = correlationId;
            this.version = version;
        }

        @Override
        public void reply(Response answer) {
            answer(Optional.of(answer));
        }

        @Override
        public void noReply() {
            answer(Optional.empty());
        }

        @Override
        public void close(String why) {
            answer(Optional.empty());
            connection.stream.close();
        }

        private void answer(Optional<Response> answer) {
            if (taken) {
                throw new IllegalStateException("a second answer to one request: " + answer);
            }
            taken = true;
            connection.shard.execute(
                    () -> {
                        response = answer;
                        answered = true;
                        Arrays.fill(frame, SPOILED);
                        connection.answered();
                    });
        }

        /** Records that cannot be read on their way out cost the connection, as on a real one. */
        void leave(Stream stream) {
            try {
                response.ifPresent(
                        answer ->
                                stream.send(
                                        bytes(OutFrame.response(correlationId, answer, version))));
            } catch (UncheckedIOException unreadable) {
                stream.close();
            }
        }
    }

    /** A frame's bytes, without its length. */
    static byte[] bytes(OutFrame frame) {
        ByteBuffer whole = frame.toBuffer();
        byte[] bytes = new byte[whole.remaining() - Integer.BYTES];
        whole.get(whole.position() + Integer.BYTES, bytes);
        return bytes;
    }
}
