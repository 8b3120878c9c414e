package io.odradek.controller.server;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.odradek.controller.runtime.ControllerLoop;
import io.odradek.controller.runtime.Watch;
import io.odradek.log.io.Shard;
import io.odradek.raft.Raft;
import io.odradek.raft.RaftConfig;
import io.odradek.wire.control.ControlServiceGrpc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The controller listener: raft and control service on one port. */
public final class ControlServer {
    /** What raft's transport must carry: the largest entry and its surroundings. */
    private static final int MESSAGE_BYTES_MAX = RaftConfig.ENTRY_BYTES_MAX + (1 << 20);

    private final Server server;

    private ControlServer(Server server) {
        this.server = server;
    }

    /**
     * Binds and serves.
     *
     * @throws IOException when the port cannot be had; its message says which, and what to do
     */
    public static ControlServer start(
            InetSocketAddress listen,
            int nodeId,
            String clusterId,
            EventLoopGroup loops,
            GrpcRaftTransport transport,
            ControlServiceGrpc.AsyncService control)
            throws IOException {
        Server server =
                NettyServerBuilder.forAddress(listen)
                        .bossEventLoopGroup(loops)
                        .workerEventLoopGroup(loops)
                        .channelType(NioServerSocketChannel.class)
                        .withOption(ChannelOption.SO_REUSEADDR, true)
                        .withChildOption(ChannelOption.TCP_NODELAY, true)
                        .directExecutor()
                        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                        .maxConcurrentCallsPerConnection(1000)
                        .permitKeepAliveTime(1, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .keepAliveTime(10, TimeUnit.SECONDS)
                        .keepAliveTimeout(3, TimeUnit.SECONDS)
                        .addService(new RaftDelivery(clusterId, nodeId, transport))
                        .addService(ControlServiceGrpc.bindService(control))
                        .build();
        try {
            server.start();
        } catch (IOException e) {
            throw new IOException(
                    "Cannot listen on %s:%d for controllers and brokers (%s): change the port of the CONTROLLER listener or stop what uses it."
                            .formatted(listen.getHostString(), listen.getPort(), rootMessage(e)),
                    e);
        }
        return new ControlServer(server);
    }

    /**
     * What brokers ask, whatever carries it.
     *
     * @param listenerName of the controllers, as clients are shown it
     */
    public static ControlServiceGrpc.AsyncService service(
            Shard shard, ControllerLoop loop, Watch watch, Raft raft, String listenerName) {
        Leaders leaders = new Leaders(loop);
        return new ControlService(
                shard,
                loop,
                watch,
                leaders,
                new Forwarding(shard, loop, leaders, raft, listenerName));
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    public int port() {
        return server.getPort();
    }

    /** Cuts every connection. */
    public void close() {
        server.shutdownNow();
    }
}
