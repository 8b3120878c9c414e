package io.odradek.broker.net;

/**
 * Bounds of connections.
 *
 * @param frameBytesMax largest request
 * @param inFlightMax requests of one connection without an answer, above which it is not read
 * @param requestBytesMax requests in memory over all connections
 * @param idleMs silence after which a connection is closed, -1 never
 */
public record PortSettings(
        int frameBytesMax,
        int inFlightMax,
        long requestBytesMax,
        int sendBufferBytes,
        int receiveBufferBytes,
        int backlog,
        int connectionsMax,
        int connectionsPerAddressMax,
        long idleMs) {}
