package io.odradek.broker.net;

/**
 * The other end of a connection.
 *
 * @param listener name of the listener it came through
 */
record Peer(String host, int port, String listener, LoopShard shard) {
    @Override
    public String toString() {
        return host + ":" + port + " at " + listener;
    }
}
