package io.odradek.sim.node;

import io.odradek.broker.net.PeerLink;
import io.odradek.broker.net.PeerTransport;
import io.odradek.log.io.Shard;
import io.odradek.raft.sim.SimProcess;
import io.odradek.sim.net.Streams;
import io.odradek.sim.net.Streams.Stream;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.frame.Frames;
import io.odradek.wire.frame.OutFrame;
import io.odradek.wire.message.ResponseHeader;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** The way from broker to broker, over simulated streams. */
final class PeerStreams implements PeerTransport {
    private final Streams streams;
    private final Bugs bugs;
    private final int host;
    private final SimProcess process;

    PeerStreams(Streams streams, Bugs bugs, int host, SimProcess process) {
        this.bugs = bugs;
        this.streams = streams;
        this.host = host;
        this.process = process;
    }

    @Override
    public PeerLink connect(String name, int port, Shard shard, PeerLink.Events events) {
        Link link = new Link(shard, events);
        link.stream =
                streams.connect(host, process, SimHost.idOf(name), KafkaPort.SERVICE, false, link);
        return link;
    }

    private record Sent(ApiKey key, short version, int correlationId) {}

    private final class Link implements PeerLink, Streams.Ear {
        private final Shard shard;
        private final Events events;
        private final ArrayDeque<Sent> unanswered = new ArrayDeque<>();
        private @Nullable Stream stream;
        private int nextCorrelationId;
        private boolean ended;

        Link(Shard shard, Events events) {
            this.shard = shard;
            this.events = events;
        }

        @Override
        public void send(Request request, short version) {
            Stream out = stream;
            if (ended || out == null) {
                return;
            }
            int id = nextCorrelationId++;
            unanswered.add(new Sent(request.apiKey(), version, id));
            out.send(
                    KafkaPort.bytes(
                            OutFrame.request(
                                    id, "broker-" + host, bugs.asked(host, request), version)));
        }

        @Override
        public void close() {
            ended = true;
            if (stream != null) {
                stream.close();
            }
        }

        @Override
        public void opened(Stream opened) {
            onShard(events::connected);
        }

        @Override
        public void received(Object message) {
            onShard(() -> take((byte[]) message));
        }

        private void take(byte[] frame) {
            Sent sent = unanswered.remove();
            WireReader in = new WireReader(ByteBuffer.wrap(frame));
            ResponseHeader header = Frames.readResponseHeader(in, sent.key, sent.version);
            if (header.correlationId() != sent.correlationId) {
                throw new IllegalStateException("responses out of order");
            }
            events.response(bugs.heard(host, Frames.readResponseBody(in, sent.key, sent.version)));
        }

        @Override
        public void closed(String why) {
            onShard(
                    () -> {
                        ended = true;
                        events.closed(why);
                    });
        }

        private void onShard(Runnable task) {
            shard.execute(
                    () -> {
                        if (!ended) {
                            task.run();
                        }
                    });
        }
    }
}
