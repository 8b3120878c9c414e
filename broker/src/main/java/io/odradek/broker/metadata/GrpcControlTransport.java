package io.odradek.broker.metadata;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.odradek.broker.config.HostPort;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.control.AllocateProducerIdsRequest;
import io.odradek.wire.control.AllocateProducerIdsResponse;
import io.odradek.wire.control.AlterPartitionRequest;
import io.odradek.wire.control.AlterPartitionResponse;
import io.odradek.wire.control.ControlServiceGrpc;
import io.odradek.wire.control.ForwardRequest;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.control.MetadataRequest;
import io.odradek.wire.control.MetadataUpdate;
import io.odradek.wire.control.SessionRequest;
import io.odradek.wire.control.SessionResponse;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** {@link ControlTransport} over gRPC. */
public final class GrpcControlTransport implements ControlTransport {
    /** The largest metadata batch, and what surrounds it. */
    private static final int MESSAGE_BYTES_MAX = 9 << 20;

    /** Above it, channels to former controllers are closed. */
    private static final int CHANNELS_KEPT = 16;

    /** Requests that await a controller; more fail at once. */
    private static final int CALLS_MAX = 4096;

    private final Shard shard;
    private final ControllerLocator locator;
    private final long attemptTimeoutMs;
    private final long retryMs;
    private final EventLoopGroup loop =
            new NioEventLoopGroup(1, new DefaultThreadFactory("odradek-control-client", true));
    private final Map<HostPort, ManagedChannel> channels = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean closed;

    /**
     * @param shard where futures complete and stream callbacks run
     * @param controllers addresses to begin with
     * @param first index of the one to ask first
     * @param attemptTimeoutMs how long one controller may take to answer
     * @param retryMs pause before asking again
     */
    public GrpcControlTransport(
            Shard shard,
            List<HostPort> controllers,
            int first,
            long attemptTimeoutMs,
            long retryMs) {
        this.shard = shard;
        this.locator = new ControllerLocator(controllers, first);
        this.attemptTimeoutMs = attemptTimeoutMs;
        this.retryMs = retryMs;
    }

    @Override
    public CompletableFuture<AlterPartitionResponse> alterPartition(AlterPartitionRequest request) {
        return call(
                ControlServiceGrpc.getAlterPartitionMethod(),
                request,
                Refusals::in,
                2 * attemptTimeoutMs,
                attemptTimeoutMs);
    }

    @Override
    public CompletableFuture<AllocateProducerIdsResponse> allocateProducerIds(
            AllocateProducerIdsRequest request) {
        return call(
                ControlServiceGrpc.getAllocateProducerIdsMethod(),
                request,
                Refusals::in,
                5 * attemptTimeoutMs,
                attemptTimeoutMs);
    }

    @Override
    public CompletableFuture<ForwardResponse> forward(ForwardRequest request, long timeoutMs) {
        return call(
                ControlServiceGrpc.getForwardMethod(),
                request,
                Refusals::in,
                timeoutMs,
                waitsForOthers(request) ? timeoutMs : attemptTimeoutMs);
    }

    /** A new voter is awaited until it has caught up; asking again would not make it faster. */
    private static boolean waitsForOthers(ForwardRequest request) {
        return request.getApiKey() == ApiKey.ADD_RAFT_VOTER.id()
                || request.getApiKey() == ApiKey.REMOVE_RAFT_VOTER.id();
    }

    /**
     * @param timeoutMs how long to try
     * @param patienceMs how long one controller may take
     */
    private <Q, R> CompletableFuture<R> call(
            MethodDescriptor<Q, R> method,
            Q request,
            NotControllerIn<R> refusal,
            long timeoutMs,
            long patienceMs) {
        CompletableFuture<R> result = new CompletableFuture<>();
        if (closed || calls.incrementAndGet() > CALLS_MAX) {
            calls.decrementAndGet();
            shard.execute(
                    () ->
                            result.completeExceptionally(
                                    new ControllerUnavailableException(
                                            closed
                                                    ? "this broker is shutting down"
                                                    : CALLS_MAX
                                                            + " requests await the controller"
                                                            + " already")));
            return result;
        }
        long deadlineNanos = shard.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        prune();
        new UnaryCall<>(this, method, request, refusal, deadlineNanos, patienceMs, result)
                .attempt();
        return result.whenComplete((_, _) -> calls.decrementAndGet());
    }

    /** Finds the refusal in an answer, if it is one. */
    interface NotControllerIn<R> {
        Optional<io.odradek.wire.control.NotController> find(R answer);
    }

    @Override
    public Stream<SessionRequest> session(Incoming<SessionResponse> incoming) {
        return new GrpcStream<>(
                        this,
                        ControlServiceGrpc.getSessionMethod(),
                        learning(incoming),
                        Refusals::in)
                .open();
    }

    /** Notes where the controllers are, whenever the active one says it. */
    private Incoming<SessionResponse> learning(Incoming<SessionResponse> incoming) {
        return new Incoming<>() {
            @Override
            public void message(SessionResponse message) {
                locator.learn(message.getRegistered().getControllersList());
                locator.learn(message.getHeartbeatAck().getControllersList());
                incoming.message(message);
            }

            @Override
            public void ended(String why) {
                incoming.ended(why);
            }
        };
    }

    @Override
    public Stream<MetadataRequest> metadata(
            MetadataRequest request, Incoming<MetadataUpdate> incoming) {
        GrpcStream<MetadataRequest, MetadataUpdate> stream =
                new GrpcStream<>(
                        this, ControlServiceGrpc.getMetadataMethod(), incoming, Refusals::in);
        stream.open();
        stream.send(request);
        stream.complete();
        return stream;
    }

    Shard shard() {
        return shard;
    }

    ControllerLocator locator() {
        return locator;
    }

    long retryMs() {
        return retryMs;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * The channel to {@code address}. One that failed is replaced, so that the name is looked up
     * again.
     */
    ManagedChannel channel(HostPort address) {
        return channels.compute(address, this::usable);
    }

    private ManagedChannel usable(HostPort address, @Nullable ManagedChannel known) {
        if (known != null && known.getState(false) != ConnectivityState.TRANSIENT_FAILURE) {
            return known;
        }
        if (known != null) {
            known.shutdownNow();
        }
        return connect(address);
    }

    /** Forgets channels to where no controller is any more. */
    void prune() {
        if (channels.size() > CHANNELS_KEPT) {
            List<HostPort> known = locator.known();
            for (HostPort address : List.copyOf(channels.keySet())) {
                if (!known.contains(address)) {
                    Optional.ofNullable(channels.remove(address))
                            .ifPresent(ManagedChannel::shutdown);
                }
            }
        }
    }

    private ManagedChannel connect(HostPort address) {
        return NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .eventLoopGroup(loop)
                .channelType(NioSocketChannel.class)
                .withOption(ChannelOption.TCP_NODELAY, true)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) attemptTimeoutMs)
                .directExecutor()
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .keepAliveTime(2, TimeUnit.SECONDS)
                .keepAliveTimeout(1, TimeUnit.SECONDS)
                .disableRetry()
                .build();
    }

    @Override
    public void close() {
        closed = true;
        channels.values().forEach(ManagedChannel::shutdownNow);
        var unused = loop.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS);
    }
}
