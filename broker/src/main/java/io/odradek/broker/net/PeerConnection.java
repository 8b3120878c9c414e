package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.MalformedMessageException;
import io.odradek.wire.codec.RecordData;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.UnsupportedVersionException;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.frame.Frames;
import io.odradek.wire.frame.OutFrame;
import io.odradek.wire.message.ResponseHeader;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;

/** The Netty end of a {@link PeerLink}. Confined to its loop. */
final class PeerConnection extends ChannelInboundHandlerAdapter implements PeerLink {
    private static final Logger log = LoggerFactory.getLogger(PeerConnection.class);

    private record Sent(ApiKey key, short version, int correlationId) {}

    private final String clientId;
    private final int frameBytesMax;
    private final Events events;
    private final ArrayDeque<Sent> unanswered = new ArrayDeque<>();
    private @Nullable ChannelFuture attempt;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable FrameAssembler frames;
    private int nextCorrelationId;
    private boolean closed;
    private boolean flushPending;

    PeerConnection(String clientId, int frameBytesMax, Events events) {
        this.clientId = clientId;
        this.frameBytesMax = frameBytesMax;
        this.events = events;
    }

    void connecting(ChannelFuture future) {
        attempt = future;
        future.addListener(
                done -> {
                    if (!done.isSuccess()) {
                        end(String.valueOf(done.cause().getMessage()));
                    }
                });
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (closed) {
            var unused = context.close();
            return;
        }
        ctx = context;
        frames = new FrameAssembler(context.alloc(), frameBytesMax);
        events.connected();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        FrameAssembler assembler = frames;
        if (closed || assembler == null) {
            bytes.release();
            return;
        }
        assembler.add(bytes);
        try {
            for (ByteBuf frame = assembler.next();
                    frame != null;
                    frame = closed ? null : assembler.next()) {
                try {
                    take(frame);
                } finally {
                    frame.release();
                }
            }
        } catch (BadFrameException | MalformedMessageException | UnsupportedVersionException e) {
            end("it sent what is no response: " + e.getMessage());
        }
    }

    private void take(ByteBuf frame) {
        Sent sent = unanswered.poll();
        if (sent == null) {
            end("it sent a response to no request");
            return;
        }
        WireReader in = new WireReader(frame.nioBuffer());
        ResponseHeader header = Frames.readResponseHeader(in, sent.key, sent.version);
        if (header.correlationId() != sent.correlationId) {
            end("its responses are out of order");
            return;
        }
        events.response(Frames.readResponseBody(in, sent.key, sent.version));
    }

    @Override
    public void send(Request request, short version) {
        ChannelHandlerContext context = ctx;
        if (closed || context == null) {
            return;
        }
        int id = nextCorrelationId++;
        unanswered.add(new Sent(request.apiKey(), version, id));
        OutFrame frame = OutFrame.request(id, clientId, request, version);
        ByteBuf buffer = context.alloc().directBuffer(frame.totalBytes(), frame.totalBytes());
        frame.write(buffer.nioBuffer(0, frame.totalBytes()), NO_RECORDS);
        buffer.writerIndex(frame.totalBytes());
        var unused = context.write(buffer, context.voidPromise());
        if (!flushPending) {
            flushPending = true;
            context.executor()
                    .execute(
                            () -> {
                                flushPending = false;
                                context.flush();
                            });
        }
    }

    /** Requests between brokers carry no records: those are fetched. */
    private static final WireWriter.Chunks NO_RECORDS =
            new WireWriter.Chunks() {
                @Override
                public void bytes(int from, int to) {}

                @Override
                public void records(RecordData data) {
                    throw new IllegalArgumentException("record data in a request to a peer");
                }
            };

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end("the connection was closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof java.io.IOException)) {
            log.error("A connection to another broker failed unexpectedly.", cause);
        }
        end(String.valueOf(cause.getMessage()));
    }

    @Override
    public void close() {
        closed = true;
        if (frames != null) {
            frames.close();
            frames = null;
        }
        if (attempt != null) {
            var unused = attempt.channel().close();
        }
    }

    private void end(String why) {
        if (!closed) {
            close();
            events.closed(why);
        }
    }
}
