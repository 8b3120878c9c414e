package io.odradek.sim.client;

import io.odradek.raft.sim.SimProcess;
import io.odradek.sim.net.Streams;
import io.odradek.sim.net.Streams.Stream;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.frame.Frames;
import io.odradek.wire.frame.OutFrame;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One client's connections. A request that is not answered in time costs the connection, and with
 * it every request on it, as in Apache's clients.
 */
final class Network {
    private final Streams streams;
    private final int host;
    private final SimProcess process;
    private final Map<Integer, Connection> connections = new HashMap<>();

    Network(Streams streams, int host, SimProcess process) {
        this.streams = streams;
        this.host = host;
        this.process = process;
    }

    /** What becomes of a request. */
    record Call(
            Request request, short version, Consumer<Response> answered, Consumer<String> failed) {}

    void call(int broker, long timeoutNanos, Call call) {
        Connection connection = connections.get(broker);
        if (connection == null) {
            connection = new Connection(broker);
            connections.put(broker, connection);
            connection.stream = streams.connect(host, process, broker, "kafka", false, connection);
        }
        connection.send(call, timeoutNanos);
    }

    private final class Connection implements Streams.Ear {
        private record Sent(Call call, int correlationId) {}

        private final int broker;
        private final ArrayDeque<Sent> unanswered = new ArrayDeque<>();
        private @Nullable Stream stream;
        private boolean open;
        private boolean over;
        private int nextId;

        Connection(int broker) {
            this.broker = broker;
        }

        void send(Call call, long timeoutNanos) {
            Sent sent = new Sent(call, nextId++);
            unanswered.add(sent);
            if (open) {
                transmit(sent);
            }
            process.after(
                    timeoutNanos,
                    () -> {
                        if (!over && unanswered.contains(sent)) {
                            end("no answer in time");
                        }
                    });
        }

        private void transmit(Sent sent) {
            Call call = sent.call;
            OutFrame frame =
                    OutFrame.request(sent.correlationId, "sim-" + host, call.request, call.version);
            ByteBuffer whole = frame.toBuffer();
            byte[] bytes = new byte[whole.remaining() - Integer.BYTES];
            whole.get(whole.position() + Integer.BYTES, bytes);
            if (stream != null) {
                stream.send(bytes);
            }
        }

        @Override
        public void opened(Stream there) {
            open = true;
            List.copyOf(unanswered).forEach(this::transmit);
        }

        @Override
        public void received(Object message) {
            Sent sent = unanswered.poll();
            if (over || sent == null) {
                throw new IllegalStateException("an answer to no request");
            }
            WireReader in = new WireReader(ByteBuffer.wrap((byte[]) message));
            ApiKey key = sent.call.request.apiKey();
            short version = sent.call.version;
            if (Frames.readResponseHeader(in, key, version).correlationId() != sent.correlationId) {
                throw new IllegalStateException("answers out of order");
            }
            sent.call.answered.accept(Frames.readResponseBody(in, key, version));
        }

        @Override
        public void closed(String why) {
            end(why);
        }

        private void end(String why) {
            if (over) {
                return;
            }
            over = true;
            connections.remove(broker, this);
            if (stream != null) {
                stream.close();
            }
            List<Sent> lost = List.copyOf(unanswered);
            unanswered.clear();
            lost.forEach(sent -> sent.call.failed.accept(why));
        }
    }
}
