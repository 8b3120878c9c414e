package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.odradek.wire.codec.Response;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * One client's connection: frames in, answers out in the same order. Confined to its loop.
 *
 * <p>Reading stops while too many requests are unanswered, while the memory for requests is used
 * up, or while the client does not take its answers; TCP then makes the client wait.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);
    private static final long MEMORY_RETRY_MS = 5;

    /** A frame that stops growing for so long gives its memory back. */
    private static final long STALLED_FRAME_MS = 30_000;

    private final PortContext port;
    private final Peer peer;
    private final ArrayDeque<Exchange> inFlight = new ArrayDeque<>();
    private final RequestDispatcher dispatcher;
    private final long idleNanos;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable FrameAssembler frames;
    private int reserved;
    private long lastReadNanos = System.nanoTime();
    private boolean reading;
    private boolean pumping;
    private boolean flushPending;
    private boolean closed;
    private boolean waitsForMemory;

    Connection(PortContext port, Peer peer, RequestDispatcher dispatcher) {
        this.port = port;
        this.peer = peer;
        this.dispatcher = dispatcher;
        this.idleNanos = TimeUnit.MILLISECONDS.toNanos(port.settings().idleMs());
    }

    Peer peer() {
        return peer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        frames = new FrameAssembler(context.alloc(), port.settings().frameBytesMax());
        port.metrics().connectionOpened();
        checkIdleLater(context, idleNanos);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closed || frames == null) {
            bytes.release();
            return;
        }
        lastReadNanos = System.nanoTime();
        port.metrics().received(bytes.readableBytes());
        reading = true;
        frames.add(bytes);
        pump(context);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        flushNow(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        pump(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        close(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            log.debug("The connection of {} broke: {}", peer, cause.getMessage());
        } else {
            log.error("Closing the connection of {} after an unexpected error.", peer, cause);
        }
        close(context);
    }

    /** Dispatches whole frames until there are none or the client must wait. */
    private void pump(ChannelHandlerContext context) {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!closed && frames != null) {
                if (mustWait(context) || !reserveNext(context, frames)) {
                    context.channel().config().setAutoRead(false);
                    return;
                }
                ByteBuf frame = frames.next();
                if (frame == null) {
                    context.channel().config().setAutoRead(true);
                    return;
                }
                reserved = 0;
                dispatcher.dispatch(this, frame);
            }
        } catch (BadFrameException e) {
            reject(context, String.valueOf(e.getMessage()));
        } finally {
            pumping = false;
        }
    }

    private boolean mustWait(ChannelHandlerContext context) {
        return inFlight.size() >= port.settings().inFlightMax() || !context.channel().isWritable();
    }

    /** Charges the next frame to the budget once its length is known. */
    private boolean reserveNext(ChannelHandlerContext context, FrameAssembler frames) {
        int length = frames.nextLength();
        if (length < 0 || reserved > 0) {
            return true;
        }
        if (port.budget().tryReserve(length)) {
            reserved = length;
            return true;
        }
        if (!waitsForMemory) {
            waitsForMemory = true;
            port.metrics().waitedForMemory();
            peer.shard()
                    .schedule(
                            () -> {
                                waitsForMemory = false;
                                pump(context);
                            },
                            TimeUnit.MILLISECONDS.toNanos(MEMORY_RETRY_MS));
        }
        return false;
    }

    /** A frame of so many bytes was dropped without becoming a request. */
    void abandoned(int bytes) {
        port.budget().release(bytes);
    }

    /** Takes its place in the order of answers. */
    void begin(Exchange exchange) {
        inFlight.add(exchange);
    }

    /** An answer is there; every answer that is next in order leaves. */
    void completed(Exchange exchange) {
        exchange.complete();
        port.budget().release(exchange.frameBytes);
        ChannelHandlerContext context = ctx;
        if (context == null) {
            return;
        }
        boolean wrote = false;
        for (Exchange head = inFlight.peek();
                head != null && head.isComplete();
                head = inFlight.peek()) {
            inFlight.poll();
            Response response = head.response();
            if (response != null) {
                write(context, head, response);
                wrote = true;
            }
            port.metrics().answered(head.key, System.nanoTime() - head.startNanos);
        }
        if (wrote) {
            flushLater(context);
        }
        if (!reading) {
            pump(context);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // Any answer that cannot be written ends the connection.
    private void write(ChannelHandlerContext context, Exchange exchange, Response response) {
        try {
            port.metrics().sent(ResponseEncoder.write(context, exchange, response));
        } catch (RuntimeException e) {
            log.error(
                    "The answer to {} version {} of {} cannot be written; closing the connection.",
                    exchange.key,
                    exchange.version,
                    peer,
                    e);
            close(context);
        }
    }

    /** Answers of one turn of the loop leave in one system call. */
    private void flushLater(ChannelHandlerContext context) {
        if (reading || flushPending) {
            return;
        }
        flushPending = true;
        context.executor().execute(() -> flushNow(context));
    }

    private void flushNow(ChannelHandlerContext context) {
        flushPending = false;
        context.flush();
    }

    /** Closes, saying why. */
    void reject(ChannelHandlerContext context, String why) {
        port.rejections().log("Closing the connection of {}: {}.", peer, why);
        port.metrics().rejected();
        close(context);
    }

    void reject(String why) {
        ChannelHandlerContext context = ctx;
        if (context != null) {
            reject(context, why);
        }
    }

    private void close(ChannelHandlerContext context) {
        if (closed) {
            return;
        }
        closed = true;
        if (frames != null) {
            frames.close();
        }
        if (reserved > 0) {
            port.budget().release(reserved);
            reserved = 0;
        }
        port.metrics().connectionClosed();
        context.flush();
        var unused = context.close();
    }

    boolean isClosed() {
        return closed;
    }

    void onLoop(Runnable task) {
        ChannelHandlerContext context = ctx;
        if (context == null) {
            throw new IllegalStateException("not connected yet");
        }
        if (context.executor().inEventLoop()) {
            task.run();
        } else {
            context.executor().execute(task);
        }
    }

    private void checkIdleLater(ChannelHandlerContext context, long delayNanos) {
        long stalled = TimeUnit.MILLISECONDS.toNanos(STALLED_FRAME_MS);
        long delay = delayNanos < 0 ? stalled : Math.min(delayNanos, stalled);
        peer.shard().schedule(() -> checkIdle(context), delay);
    }

    private void checkIdle(ChannelHandlerContext context) {
        if (closed) {
            return;
        }
        long silence = System.nanoTime() - lastReadNanos;
        boolean waiting = !inFlight.isEmpty() || !context.channel().config().isAutoRead();
        if (reserved > 0
                && !waiting
                && silence >= TimeUnit.MILLISECONDS.toNanos(STALLED_FRAME_MS)) {
            reject(context, "it stopped in the middle of a request");
        } else if (idleNanos >= 0 && !waiting && silence >= idleNanos) {
            log.debug("Closing the connection of {}, idle for connections.max.idle.ms.", peer);
            close(context);
        } else {
            checkIdleLater(context, idleNanos < 0 || waiting ? -1 : idleNanos - silence);
        }
    }

    @Override
    public String toString() {
        return peer.toString();
    }
}
