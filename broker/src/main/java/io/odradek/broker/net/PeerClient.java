package io.odradek.broker.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.odradek.log.io.Shard;

/** Connects to other brokers, each link on the event loop of the shard that asked. Thread-safe. */
public final class PeerClient implements PeerTransport {
    private static final int CONNECT_TIMEOUT_MS = 2000;

    private final Shards shards;
    private final String clientId;
    private final int frameBytesMax;

    /**
     * @param frameBytesMax the largest response taken
     */
    public PeerClient(Shards shards, String clientId, int frameBytesMax) {
        this.shards = shards;
        this.clientId = clientId;
        this.frameBytesMax = frameBytesMax;
    }

    @Override
    public PeerLink connect(String host, int port, Shard shard, PeerLink.Events events) {
        if (!(shard instanceof LoopShard loop && loop.loop() instanceof EventLoop eventLoop)) {
            throw new IllegalArgumentException("no event loop: " + shard);
        }
        PeerConnection connection = new PeerConnection(clientId, frameBytesMax, events);
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(eventLoop)
                        .channel(shards.epoll() ? EpollSocketChannel.class : NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                        .handler(connection);
        connection.connecting(bootstrap.connect(host, port));
        return connection;
    }
}
