package io.odradek.broker.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The listeners of a broker. Thread-safe. */
public final class KafkaPort implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaPort.class);

    /** Answers waiting in memory for a slow client: above the first its requests wait. */
    private static final WriteBufferWaterMark WRITE_MARKS =
            new WriteBufferWaterMark(512 << 10, 2 << 20);

    private final Shards shards;
    private final PortContext context;
    private final ConnectionLimits limits;
    private final List<Channel> listening = new ArrayList<>();
    private final ChannelGroup connections =
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    public KafkaPort(Shards shards, PortSettings settings, NetMetrics metrics) {
        this.shards = shards;
        this.context =
                new PortContext(
                        settings,
                        new MemoryBudget(settings.requestBytesMax()),
                        metrics,
                        new QuietLog(log));
        this.limits =
                new ConnectionLimits(
                        settings.connectionsMax(), settings.connectionsPerAddressMax());
    }

    /** A socket that accepts connections. */
    public static final class Bound {
        private final String listener;
        private final Channel channel;

        private Bound(String listener, Channel channel) {
            this.listener = listener;
            this.channel = channel;
        }

        public String listener() {
            return listener;
        }

        /** The port, where 0 was asked for the one the system chose. */
        public int port() {
            return ((InetSocketAddress) channel.localAddress()).getPort();
        }
    }

    /**
     * Binds a listener and begins to accept.
     *
     * @param host empty: every address
     * @throws IOException when the address is taken or not this computer's; one sentence
     */
    public synchronized Bound open(String listener, String host, int port, HandlerRegistry handlers)
            throws IOException {
        RequestDispatcher dispatcher = new RequestDispatcher(handlers);
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(shards.group())
                        .channel(
                                shards.epoll()
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.SO_BACKLOG, context.settings().backlog())
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_MARKS)
                        .childHandler(new Accepting(listener, dispatcher));
        if (context.settings().sendBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_SNDBUF, context.settings().sendBufferBytes());
        }
        if (context.settings().receiveBufferBytes() > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, context.settings().receiveBufferBytes());
        }
        InetSocketAddress address =
                host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "The listener %s cannot open %s:%d: %s. Stop whatever uses the port, or change listeners."
                            .formatted(
                                    listener,
                                    host.isEmpty() ? "*" : host,
                                    port,
                                    why(bound.cause())),
                    bound.cause());
        }
        listening.add(bound.channel());
        return new Bound(listener, bound.channel());
    }

    private static String why(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("Address already in use") ? "the port is in use" : message;
    }

    /** Bytes of requests in memory. */
    public long requestBytes() {
        return context.budget().used();
    }

    /** Stops accepting; open connections live on. */
    public synchronized void stopAccepting() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
        listening.clear();
    }

    @Override
    public void close() {
        stopAccepting();
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    /** Sets up accepted connections. */
    private final class Accepting extends ChannelInitializer<SocketChannel> {
        private final String listener;
        private final RequestDispatcher dispatcher;

        Accepting(String listener, RequestDispatcher dispatcher) {
            this.listener = listener;
            this.dispatcher = dispatcher;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            InetSocketAddress remote = channel.remoteAddress();
            if (remote == null) {
                var unused = channel.close();
                return;
            }
            String refusal = limits.tryOpen(remote.getAddress());
            if (!refusal.isEmpty()) {
                context.rejections().log("Refusing a connection from {}: {}.", remote, refusal);
                context.metrics().rejected();
                var unused = channel.close();
                return;
            }
            var unused = channel.closeFuture().addListener(_ -> limits.closed(remote.getAddress()));
            connections.add(channel);
            Peer peer =
                    new Peer(
                            remote.getAddress().getHostAddress(),
                            remote.getPort(),
                            listener,
                            shards.of(channel.eventLoop()));
            channel.pipeline().addLast(new Connection(context, peer, dispatcher));
        }
    }
}
