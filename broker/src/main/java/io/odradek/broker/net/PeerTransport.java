package io.odradek.broker.net;

import io.odradek.log.io.Shard;

/** The way to other brokers: Netty in production, the simulated network in tests. Thread-safe. */
@FunctionalInterface
public interface PeerTransport {

    /** Starts to connect. Call it on {@code shard}, where the events come too. */
    PeerLink connect(String host, int port, Shard shard, PeerLink.Events events);
}
