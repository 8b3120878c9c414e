package io.odradek.controller.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.odradek.controller.runtime.ControllerLoop;
import io.odradek.controller.runtime.LivenessProbe;
import io.odradek.controller.runtime.Watch;
import io.odradek.controller.runtime.Workers;
import io.odradek.controller.state.ControllerSettings;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.RaftTransport;
import io.odradek.raft.runtime.ShardThread;
import io.odradek.wire.control.ControlServiceGrpc;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Controllers find each other over real connections on loopback. */
final class GrpcRaftTransportTest {
    private static final RaftMessage HELLO = new RaftMessage.TimeoutNow(7);
    private final List<Node> nodes = new ArrayList<>();

    /** One end: its transport, its listener, and what it hears. */
    private static final class Node implements RaftTransport.Receiver, AutoCloseable {
        final int id;
        final int port;
        final UUID directory;
        final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
        final BlockingQueue<Integer> connected = new LinkedBlockingQueue<>();
        private final ShardThread shard;
        private final EventLoopGroup loops = new NioEventLoopGroup(1, Workers.named("test-net"));
        final GrpcRaftTransport transport;
        private @Nullable ControlServer server;

        Node(int id, String clusterId, int port, List<Address> bootstrap) throws IOException {
            this.id = id;
            this.port = port;
            this.directory = new UUID(id, port);
            shard =
                    new ShardThread(
                            "test-" + id,
                            problem -> {
                                throw new AssertionError(problem);
                            });
            ControllerLoop loop =
                    new ControllerLoop(
                            shard, ControllerSettings.of(clusterId, Map.of()), new Random(1));
            LivenessProbe nobody = (broker, answer) -> {};
            transport =
                    new GrpcRaftTransport(
                            new GrpcRaftTransport.Self(
                                    id,
                                    clusterId,
                                    Optional.of(
                                            new PeerInfo(
                                                    directory,
                                                    new Address("127.0.0.1", port),
                                                    false))),
                            List.of(),
                            bootstrap,
                            shard,
                            loops,
                            new Watch(shard, loop, nobody));
            server =
                    ControlServer.start(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                            id,
                            clusterId,
                            loops,
                            transport,
                            new ControlServiceGrpc.AsyncService() {});
            shard.start();
            transport.start(this);
        }

        Voter voter() {
            return new Voter(id, directory, "127.0.0.1", port);
        }

        void send(int to) {
            shard.execute(() -> transport.send(to, HELLO));
        }

        void reach(Voter... voters) {
            shard.execute(() -> transport.reach(List.of(voters)));
        }

        @Override
        public void received(int from, RaftMessage message) {
            heard.add(from);
        }

        @Override
        public void connected(int peer) {
            connected.add(peer);
        }

        @Override
        public void disconnected(int peer) {}

        @Override
        public void close() {
            if (server != null) {
                server.close();
                server = null;
                shard.execute(transport::close);
                // Only then is the port free.
                var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
                shard.close();
            }
        }
    }

    private Node node(int id, String clusterId, int port, Address... bootstrap) throws IOException {
        Node node = new Node(id, clusterId, port, List.of(bootstrap));
        nodes.add(node);
        return node;
    }

    /**
     * One that the system gives to nobody who connects: else who waits for a server to come back
     * there may be given its port meanwhile.
     */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 30_000);
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // somebody else's
            }
        }
    }

    private static Address at(Node node) {
        return new Address("127.0.0.1", node.port);
    }

    @AfterEach
    void closeAll() {
        nodes.forEach(Node::close);
    }

    private static int soon(BlockingQueue<Integer> told) throws InterruptedException {
        @Nullable Integer value = told.poll(10, TimeUnit.SECONDS);
        assertNotNull(value, "nothing was told within 10 s");
        return value;
    }

    @Test
    void whoAsksAtABootstrapAddressIsAnsweredWhereItListens() throws Exception {
        Node known = node(1, "c", freePort());
        Node stranger = node(2, "c", freePort(), at(known));
        int pseudo = soon(stranger.connected);
        assertEquals(stranger.transport.bootstrap().iterator().next(), pseudo);
        stranger.send(pseudo);
        assertEquals(2, soon(known.heard));
        assertEquals(2, soon(known.connected));
        known.send(2);
        assertEquals(1, soon(stranger.heard));
    }

    @Test
    void itsOwnAddressIsNoBootstrapServer() throws Exception {
        int port = freePort();
        Node alone = node(1, "c", port, new Address("127.0.0.1", port));
        assertEquals(0, alone.transport.bootstrap().size());
    }

    @Test
    void aVoterThatMovedIsAnsweredAtItsNewAddress() throws Exception {
        Node leader = node(1, "c", freePort());
        int formerPort = freePort();
        Node moved = node(2, "c", freePort());
        leader.reach(new Voter(2, moved.directory, "127.0.0.1", formerPort));
        moved.reach(leader.voter());
        assertEquals(1, soon(moved.connected));
        moved.send(1);
        assertEquals(2, soon(leader.heard));
        assertEquals(2, soon(leader.connected));
        leader.send(2);
        assertEquals(1, soon(moved.heard));
    }

    @Test
    void anotherClustersControllerIsNotHeard() throws Exception {
        Node ours = node(1, "c", freePort());
        Node other = node(2, "d", freePort());
        other.reach(ours.voter());
        soon(other.connected);
        other.send(1);
        Node friend = node(3, "c", freePort());
        friend.reach(ours.voter());
        soon(friend.connected);
        friend.send(1);
        assertEquals(3, soon(ours.heard));
        assertNull(ours.heard.poll());
    }

    @Test
    void whoIsReachedComesBackAtTheSameAddress() throws Exception {
        Node one = node(1, "c", freePort());
        int port = freePort();
        Node before = node(2, "c", port);
        one.reach(before.voter());
        assertEquals(2, soon(one.connected));
        before.close();
        Node after = node(2, "c", port);
        assertEquals(2, soon(one.connected));
        one.send(2);
        assertEquals(1, soon(after.heard));
    }
}
