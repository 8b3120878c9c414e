package io.odradek.controller.server;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.odradek.log.io.Shard;
import io.odradek.wire.control.raft.DeliverAck;
import io.odradek.wire.control.raft.RaftEnvelope;
import io.odradek.wire.control.raft.RaftServiceGrpc;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The way to one other controller. It is rebuilt from the name on when it breaks, so that a peer
 * may come back at another address; where it may be at several, they are tried in turn. What cannot
 * leave at once waits in a bounded queue; what does not fit is dropped, which raft expects.
 * Confined to the raft shard.
 */
final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
    private static final long BACKOFF_FIRST_NANOS = 20_000_000;
    private static final long BACKOFF_MAX_NANOS = 200_000_000;

    /** Whoever was refused will be again, until somebody corrects a configuration. */
    private static final long REFUSED_NANOS = 1_000_000_000;

    private static final int CONNECT_TIMEOUT_MS = 1_000;
    private static final int QUEUED_BYTES_MAX = 16 << 20;

    private final int peer;
    private final Shard shard;
    private final EventLoopGroup loops;
    private final GrpcRaftTransport transport;
    private final ArrayDeque<RaftEnvelope> queue = new ArrayDeque<>();
    private long queuedBytes;
    private long backoffNanos = BACKOFF_FIRST_NANOS;
    private List<Address> addresses;
    private int turn;
    private String lastRefusal = "";
    private @Nullable Attempt current;
    private boolean closed;

    /**
     * @param peer its number, or a negative one where only its address is known
     * @param addresses where it may be, at least one
     */
    PeerLink(
            int peer,
            List<Address> addresses,
            Shard shard,
            EventLoopGroup loops,
            GrpcRaftTransport transport) {
        this.peer = peer;
        this.addresses = addresses;
        this.shard = shard;
        this.loops = loops;
        this.transport = transport;
    }

    void connect() {
        if (!closed) {
            Address address = addresses.get(turn % addresses.size());
            Attempt attempt = new Attempt(address, channel(address));
            current = attempt;
            attempt.start();
        }
    }

    /** Where the peer may be now. A connection to where it is no more is given up. */
    void readdress(List<Address> now) {
        if (now.equals(addresses)) {
            return;
        }
        addresses = now;
        turn = 0;
        @Nullable Attempt attempt = current;
        if (attempt != null && attempt.connected && !now.contains(attempt.address)) {
            broken(attempt, Status.CANCELLED.withDescription("it moved to " + now));
        }
    }

    private ManagedChannel channel(Address address) {
        return NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .eventLoopGroup(loops)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .disableRetry()
                .proxyDetector(_ -> null)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .withOption(ChannelOption.TCP_NODELAY, true)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(3, TimeUnit.SECONDS)
                .build();
    }

    void send(RaftEnvelope message) {
        @Nullable Attempt attempt = current;
        if (attempt == null || !attempt.connected) {
            return;
        }
        if (queue.isEmpty() && attempt.ready()) {
            attempt.send(message);
            return;
        }
        int bytes = message.getSerializedSize();
        if (queuedBytes + bytes <= QUEUED_BYTES_MAX) {
            queue.add(message);
            queuedBytes += bytes;
        }
    }

    private void drain(Attempt attempt) {
        while (attempt == current && attempt.ready()) {
            @Nullable RaftEnvelope message = queue.poll();
            if (message == null) {
                return;
            }
            queuedBytes -= message.getSerializedSize();
            attempt.send(message);
        }
    }

    private void opened(Attempt attempt) {
        if (attempt != current) {
            return;
        }
        if (!attempt.connected) {
            attempt.connected = true;
            backoffNanos = BACKOFF_FIRST_NANOS;
            transport.connected(peer);
        }
        drain(attempt);
    }

    private void broken(Attempt attempt, Status status) {
        attempt.channel.shutdownNow();
        if (attempt != current) {
            return;
        }
        current = null;
        queue.clear();
        queuedBytes = 0;
        log(attempt, status);
        turn++;
        transport.disconnected(peer, processGone(attempt.connected, status));
        if (!closed) {
            boolean refused = status.getCode() == Status.Code.FAILED_PRECONDITION;
            shard.schedule(this::connect, refused ? REFUSED_NANOS : backoffNanos);
            backoffNanos = Math.min(2 * backoffNanos, BACKOFF_MAX_NANOS);
        }
    }

    private void log(Attempt attempt, Status status) {
        String whom = peer < 0 ? "bootstrap server" : "controller " + peer;
        String why = why(status);
        if (status.getCode() == Status.Code.FAILED_PRECONDITION) {
            if (!why.equals(lastRefusal) && peer >= 0) {
                lastRefusal = why;
                LOG.warn("The {} at {} refuses to talk: {}", whom, attempt.address, why);
            }
        } else if (attempt.connected) {
            LOG.info("Lost the {} at {}: {}", whom, attempt.address, why);
        } else {
            LOG.debug("Cannot reach the {} at {}: {}", whom, attempt.address, why);
        }
    }

    /** In a line, without the trace of where gRPC noticed it. */
    private static String why(Status status) {
        @Nullable Throwable cause = status.getCause();
        return status.getCode()
                + " "
                + status.getDescription()
                + (cause == null ? "" : " (" + cause.getMessage() + ")");
    }

    /** Whether the way the connection ended means that there is no process any more. */
    private static boolean processGone(boolean wasConnected, Status status) {
        if (status.getCode() != Status.Code.UNAVAILABLE) {
            return false;
        }
        for (Throwable t = status.getCause(); t != null; t = t.getCause()) {
            if (t instanceof NoRouteToHostException
                    || t instanceof SocketTimeoutException
                    || t instanceof UnknownHostException) {
                return false;
            }
            if (t instanceof ConnectException) {
                return String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT).contains("refused");
            }
        }
        String description = String.valueOf(status.getDescription());
        return wasConnected && !description.toLowerCase(Locale.ROOT).contains("keepalive");
    }

    void close() {
        closed = true;
        @Nullable Attempt attempt = current;
        current = null;
        if (attempt != null) {
            attempt.channel.shutdownNow();
        }
    }

    /** One connection and the stream on it. */
    private final class Attempt implements ClientResponseObserver<RaftEnvelope, DeliverAck> {
        private final Address address;
        private final ManagedChannel channel;
        private @Nullable ClientCallStreamObserver<RaftEnvelope> stream;
        private boolean connected;
        private boolean introduced;

        Attempt(Address address, ManagedChannel channel) {
            this.address = address;
            this.channel = channel;
        }

        void start() {
            RaftServiceGrpc.newStub(channel).deliver(this);
        }

        boolean ready() {
            return stream != null && stream.isReady();
        }

        void send(RaftEnvelope message) {
            if (stream != null) {
                stream.onNext(introduced ? message : transport.introduced(message));
                introduced = true;
            }
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<RaftEnvelope> requests) {
            stream = requests;
            requests.setOnReadyHandler(() -> shard.execute(() -> opened(this)));
        }

        @Override
        public void onNext(DeliverAck ack) {}

        @Override
        public void onError(Throwable failure) {
            Status status = Status.fromThrowable(failure);
            shard.execute(() -> broken(this, status));
        }

        @Override
        public void onCompleted() {
            shard.execute(() -> broken(this, Status.UNAVAILABLE.withDescription("it stopped")));
        }
    }
}
