package io.odradek.controller;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.runtime.Watch;
import io.odradek.controller.runtime.Workers;
import io.odradek.controller.server.ControlServer;
import io.odradek.controller.server.GrpcRaftTransport;
import io.odradek.controller.server.TcpLivenessProbe;
import io.odradek.controller.server.VoterUpkeep;
import io.odradek.log.io.Disk;
import io.odradek.log.io.Shard;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.runtime.ShardThread;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * One running controller: its part of the quorum, and the control service for brokers. Thread-safe:
 * everything is passed on to its shard.
 */
public final class ControllerNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerNode.class);
    private static final long STOP_TIMEOUT_MS = 5_000;

    private final ShardThread shard;
    private final ExecutorService disk;
    private final ExecutorService network;
    private final EventLoopGroup loops;
    private final ControllerCore core;
    private final GrpcRaftTransport transport;
    private final ControlServer server;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What the controller says about itself. */
    public record Status(RaftStatus raft, boolean active, long metadataOffset) {}

    private ControllerNode(
            ShardThread shard,
            ExecutorService disk,
            ExecutorService network,
            EventLoopGroup loops,
            ControllerCore core,
            GrpcRaftTransport transport,
            ControlServer server) {
        this.shard = shard;
        this.disk = disk;
        this.network = network;
        this.loops = loops;
        this.core = core;
        this.transport = transport;
        this.server = server;
    }

    /**
     * Recovers the metadata log (blocking), binds the listener and takes part in the quorum.
     *
     * @param fatal called once, on any thread, when the controller had to stop itself because its
     *     disk failed or an invariant broke; the process should halt
     * @throws IOException when the directory or the port cannot be used; its message says what to
     *     do
     */
    public static ControllerNode start(
            ControllerConfig config, Disk files, Consumer<Throwable> fatal) throws IOException {
        freshNames();
        int id = config.nodeId();
        Consumer<Throwable> once = once(fatal);
        ShardThread shard = new ShardThread("controller-" + id, once);
        ExecutorService disk = Workers.disk(id);
        ExecutorService network = Workers.network();
        EventLoopGroup loops = new NioEventLoopGroup(1, Workers.named("controller-net-" + id));
        try {
            AtomicReference<GrpcRaftTransport> built = new AtomicReference<>();
            ControllerCore core =
                    ControllerCore.open(
                            config,
                            new ControllerCore.Ground(files, shard, disk, random(), once),
                            new TcpLivenessProbe(network),
                            watch ->
                                    built.updateAndGet(
                                            _ -> raftTransport(config, shard, loops, watch)));
            GrpcRaftTransport transport = Objects.requireNonNull(built.get(), "built by open");
            ControlServer server =
                    ControlServer.start(
                            listen(config),
                            id,
                            config.clusterId(),
                            loops,
                            transport,
                            core.service());
            shard.start();
            core.start();
            if (config.quorum().dynamic()) {
                new VoterUpkeep(id, shard, core.raft(), transport).start();
            }
            return new ControllerNode(shard, disk, network, loops, core, transport, server);
        } catch (IOException | RuntimeException e) {
            var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            network.shutdownNow();
            disk.shutdownNow();
            shard.close();
            throw e;
        }
    }

    private static GrpcRaftTransport raftTransport(
            ControllerConfig config, Shard shard, EventLoopGroup loops, Watch watch) {
        QuorumConfig quorum = config.quorum();
        return new GrpcRaftTransport(
                new GrpcRaftTransport.Self(config.nodeId(), config.clusterId(), quorum.self()),
                quorum.voters(),
                quorum.bootstrap(),
                shard,
                loops,
                watch);
    }

    private static InetSocketAddress listen(ControllerConfig config) {
        return config.listenHost().isEmpty()
                ? new InetSocketAddress(config.listenPort())
                : new InetSocketAddress(config.listenHost(), config.listenPort());
    }

    private static Consumer<Throwable> once(Consumer<Throwable> fatal) {
        AtomicBoolean told = new AtomicBoolean();
        return problem -> {
            LOG.error("The controller cannot go on", problem);
            if (told.compareAndSet(false, true)) {
                fatal.accept(problem);
            }
        };
    }

    private static RandomGenerator random() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(new SecureRandom().nextLong());
    }

    /**
     * Peers come back at other addresses, so names must not be remembered for the JVM's usual half
     * minute. Only takes effect where nothing was looked up before, hence also in the launch
     * scripts.
     */
    private static void freshNames() {
        if (Security.getProperty("networkaddress.cache.ttl") == null) {
            Security.setProperty("networkaddress.cache.ttl", "0");
            Security.setProperty("networkaddress.cache.negative.ttl", "0");
        }
    }

    /** The port of the controller listener. */
    public int port() {
        return server.port();
    }

    public CompletableFuture<Status> status() {
        CompletableFuture<Status> status = new CompletableFuture<>();
        shard.execute(
                () ->
                        status.complete(
                                new Status(
                                        core.raft().status(),
                                        core.active(),
                                        core.committed().offset())));
        return status;
    }

    /** What this node knows to be committed. */
    public CompletableFuture<ClusterImage> image() {
        CompletableFuture<ClusterImage> image = new CompletableFuture<>();
        shard.execute(() -> image.complete(core.committed()));
        return image;
    }

    /** A clean stop: hands leadership on first. Returns once everything is closed. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            CountDownLatch handedOn = new CountDownLatch(1);
            shard.execute(() -> core.raft().transferLeadership(handedOn::countDown));
            await(handedOn, "handing leadership on");
            stop();
        }
    }

    /** Stops as a crash would, without a word to anybody; for tests. */
    public void kill() {
        if (closed.compareAndSet(false, true)) {
            stop();
        }
    }

    private void stop() {
        server.close();
        CountDownLatch stopped = new CountDownLatch(1);
        shard.execute(
                () -> {
                    transport.close();
                    core.close(stopped::countDown);
                });
        await(stopped, "closing the metadata log");
        var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        network.shutdownNow();
        disk.shutdown();
        shard.close();
    }

    private static void await(CountDownLatch latch, String what) {
        try {
            if (!latch.await(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("Gave up on {} after {} ms", what, STOP_TIMEOUT_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
