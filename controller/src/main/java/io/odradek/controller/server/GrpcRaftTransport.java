package io.odradek.controller.server;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.odradek.controller.runtime.Watch;
import io.odradek.log.io.Shard;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.RaftTransport;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Raft's messages over gRPC: one stream per pair and direction. The streams double as a tripwire:
 * when a peer's process dies, its end is reported at once. Confined to the raft shard, but for
 * {@link #incoming}.
 */
public final class GrpcRaftTransport implements RaftTransport {
    private final int nodeId;
    private final String clusterId;
    private final Shard shard;
    private final Watch watch;
    private final Map<Integer, PeerLink> links = new HashMap<>();

    /** The stream each peer speaks on now. */
    private final Map<Integer, Incoming> incoming = new HashMap<>();

    private @Nullable Receiver receiver;
    private boolean closed;

    public GrpcRaftTransport(
            int nodeId,
            String clusterId,
            List<Voter> voters,
            Shard shard,
            EventLoopGroup loops,
            Watch watch) {
        this.nodeId = nodeId;
        this.clusterId = clusterId;
        this.shard = shard;
        this.watch = watch;
        for (Voter voter : voters) {
            if (voter.id() != nodeId) {
                links.put(voter.id(), new PeerLink(voter, shard, loops, this));
            }
        }
    }

    @Override
    public void start(Receiver ear) {
        shard.execute(
                () -> {
                    receiver = ear;
                    links.values().forEach(PeerLink::connect);
                });
    }

    @Override
    public void send(int to, RaftMessage message) {
        @Nullable PeerLink link = links.get(to);
        if (link != null) {
            link.send(RaftMessages.toProto(nodeId, to, clusterId, message));
        }
    }

    /** Stops connecting and drops every connection; on the shard. */
    public void close() {
        closed = true;
        links.values().forEach(PeerLink::close);
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

    /** A stream another controller opened to us. */
    Incoming incoming() {
        return new Incoming();
    }

    /** Thread-safe as gRPC calls it: one call at a time. */
    final class Incoming {
        private int peer = -1;

        void received(int from, RaftMessage message) {
            if (peer == -1) {
                peer = from;
                shard.execute(() -> incoming.put(from, this));
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
                shard.execute(
                        () -> {
                            // An old stream's late end says nothing about the new one.
                            if (incoming.remove(ended, this)) {
                                disconnected(ended, false);
                            }
                        });
            }
        }
    }
}
