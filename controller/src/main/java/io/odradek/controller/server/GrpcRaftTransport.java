package io.odradek.controller.server;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.odradek.controller.runtime.Watch;
import io.odradek.log.io.Shard;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.RaftTransport;
import io.odradek.wire.control.raft.RaftEnvelope;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Raft's messages over gRPC: one stream per pair and direction. The streams double as a tripwire:
 * when a peer's process dies, its end is reported at once. Confined to the raft shard, but for
 * {@link #incoming}.
 *
 * <p>Raft says who is to be reached ({@link #reach}). Besides, whoever speaks to us says where it
 * listens, and is answered there; and a node that knows nobody asks at its bootstrap addresses,
 * which go by negative numbers.
 */
public final class GrpcRaftTransport implements RaftTransport {
    /** Others than voters that are answered at a time; more are not. */
    private static final int STRANGERS_MAX = 256;

    /** A link that nobody needs is given up after twice this time. */
    private static final long SWEEP_NANOS = 5_000_000_000L;

    private final Self self;
    private final Shard shard;
    private final EventLoopGroup loops;
    private final Watch watch;
    private final Map<Integer, PeerLink> links = new HashMap<>();

    /** Those raft named last. */
    private final Map<Integer, Address> named = new HashMap<>();

    /** What peers said of themselves on the streams they speak on now. */
    private final Map<Integer, PeerInfo> heard = new TreeMap<>();

    private final Map<Integer, Address> bootstrap = new TreeMap<>();

    /** The stream each peer speaks on now. */
    private final Map<Integer, Incoming> incoming = new HashMap<>();

    /** Links that nobody has needed since the last sweep. */
    private final Set<Integer> idle = new HashSet<>();

    private @Nullable Receiver receiver;
    private boolean closed;

    /**
     * This controller.
     *
     * @param info said to others; empty in a static quorum
     */
    public record Self(int nodeId, String clusterId, Optional<PeerInfo> info) {}

    /**
     * @param voters to begin with; raft names others later
     * @param bootstrapServers controllers that may know the quorum
     */
    public GrpcRaftTransport(
            Self self,
            List<Voter> voters,
            List<Address> bootstrapServers,
            Shard shard,
            EventLoopGroup loops,
            Watch watch) {
        this.self = self;
        this.shard = shard;
        this.loops = loops;
        this.watch = watch;
        name(voters);
        for (Address address : new LinkedHashSet<>(bootstrapServers)) {
            if (self.info().stream().noneMatch(own -> own.address().equals(address))) {
                bootstrap.put(-1 - bootstrap.size(), address);
            }
        }
    }

    @Override
    public void start(Receiver ear) {
        shard.execute(
                () -> {
                    receiver = ear;
                    named.keySet().forEach(this::relink);
                    if (named.isEmpty()) {
                        bootstrap.keySet().forEach(this::relink);
                    }
                    sweepLater();
                });
    }

    @Override
    public void reach(List<Voter> voters) {
        Set<Integer> concerned = new HashSet<>(named.keySet());
        name(voters);
        concerned.addAll(named.keySet());
        if (receiver != null) {
            concerned.forEach(this::relink);
        }
    }

    private void name(List<Voter> voters) {
        named.clear();
        for (Voter voter : voters) {
            if (voter.id() != self.nodeId()) {
                named.put(voter.id(), Address.of(voter));
            }
        }
    }

    @Override
    public Set<Integer> bootstrap() {
        return Set.copyOf(bootstrap.keySet());
    }

    /** Whether a stream that says this comes from here. */
    boolean isOwn(PeerInfo info) {
        return self.info().stream().anyMatch(own -> own.directoryId().equals(info.directoryId()));
    }

    /** What this node says of itself, and others said of themselves. */
    Map<Integer, PeerInfo> present() {
        Map<Integer, PeerInfo> present = new TreeMap<>(heard);
        self.info().ifPresent(own -> present.put(self.nodeId(), own));
        return present;
    }

    @Override
    public void send(int to, RaftMessage message) {
        idle.remove(to);
        @Nullable PeerLink link = links.get(to);
        if (link == null && to < 0) {
            relink(to);
        } else if (link != null) {
            link.send(RaftMessages.toProto(self.nodeId(), to, self.clusterId(), message));
        }
    }

    /** {@code message} with word of who sends it, for the first on a stream. */
    RaftEnvelope introduced(RaftEnvelope message) {
        return self.info()
                .map(own -> message.toBuilder().setSender(own.toProto()).build())
                .orElse(message);
    }

    /** Stops connecting and drops every connection; on the shard. */
    public void close() {
        closed = true;
        links.values().forEach(PeerLink::close);
    }

    boolean closed() {
        return closed;
    }

    /** Points the link to {@code peer} at all the addresses it may have, or gives it up. */
    private void relink(int peer) {
        List<Address> addresses = new ArrayList<>();
        @Nullable Address known = peer < 0 ? bootstrap.get(peer) : named.get(peer);
        if (known != null) {
            addresses.add(known);
        }
        @Nullable PeerInfo info = heard.get(peer);
        if (info != null && !addresses.contains(info.address())) {
            addresses.add(info.address());
        }
        @Nullable PeerLink link = links.get(peer);
        if (addresses.isEmpty() || closed) {
            return; // The sweep takes the link, unless it is needed again.
        }
        idle.remove(peer);
        if (link == null) {
            PeerLink made = new PeerLink(peer, addresses, shard, loops, this);
            links.put(peer, made);
            made.connect();
        } else {
            link.readdress(addresses);
        }
    }

    private void sweepLater() {
        shard.schedule(
                () -> {
                    if (!closed) {
                        sweep();
                        sweepLater();
                    }
                },
                SWEEP_NANOS);
    }

    private void sweep() {
        links.keySet().stream()
                .filter(idle::contains)
                .toList()
                .forEach(peer -> Objects.requireNonNull(links.remove(peer)).close());
        idle.clear();
        for (int peer : links.keySet()) {
            if (!named.containsKey(peer) && !incoming.containsKey(peer)) {
                idle.add(peer);
            }
        }
    }

    private Receiver receiver() {
        return Objects.requireNonNull(receiver, "started");
    }

    // What links and incoming streams tell, on the shard.

    void connected(int peer) {
        watch.peerBack(peer);
        receiver().connected(peer);
    }

    void disconnected(int peer, boolean processGone) {
        if (closed) {
            return;
        }
        if (processGone) {
            watch.peerGone(peer);
        }
        receiver().disconnected(peer);
    }

    private void begins(int peer, Incoming stream, Optional<PeerInfo> info) {
        boolean known = named.containsKey(peer) || incoming.containsKey(peer);
        if (!known && incoming.size() >= named.size() + STRANGERS_MAX) {
            return;
        }
        incoming.put(peer, stream);
        if (info.isPresent() && receiver != null) {
            heard.put(peer, info.get());
            relink(peer);
        }
    }

    private void ends(int peer, Incoming stream) {
        // An old stream's late end says nothing about the new one.
        if (incoming.remove(peer, stream)) {
            heard.remove(peer);
            disconnected(peer, false);
        }
    }

    /** A stream another controller opened to us. */
    Incoming incoming() {
        return new Incoming();
    }

    /** Thread-safe as gRPC calls it: one call at a time. */
    final class Incoming {
        private int peer = -1;

        void received(int from, Optional<PeerInfo> info, RaftMessage message) {
            if (peer == -1) {
                peer = from;
                shard.execute(() -> begins(from, this, info));
            }
            @Nullable Receiver ear = receiver;
            if (ear != null) {
                ear.received(from, message);
            } else {
                shard.execute(() -> laterReceived(from, message));
            }
        }

        private void laterReceived(int from, RaftMessage message) {
            @Nullable Receiver ear = receiver;
            if (ear != null) {
                ear.received(from, message);
            }
        }

        void ended() {
            int ended = peer;
            if (ended != -1) {
                shard.execute(() -> ends(ended, this));
            }
        }
    }
}
