package io.odradek.raft;

/**
 * Carries messages between nodes: gRPC in production, the simulated network in tests. It may lose,
 * double and reorder; order and few losses only make it fast.
 */
public interface RaftTransport {

    /** Starts delivering to {@code receiver}. Called once, before the first {@link #send}. */
    void start(Receiver receiver);

    /**
     * Sends {@code message} to node {@code to}, or drops it when there is no connection or too much
     * waits already. Called on the raft shard; returns at once.
     */
    void send(int to, RaftMessage message);

    /** The node's ear. Thread-safe: may be called from any thread. */
    interface Receiver {

        /** {@code message} came from node {@code from}. */
        void received(int from, RaftMessage message);

        /** Messages can flow to {@code peer}, for the first time or again. */
        void connected(int peer);

        /**
         * The connection to or from {@code peer} was reset. If it led, its followers ask around for
         * a new leader at once instead of waiting for its silence. Better told twice, once for each
         * direction that breaks, than too early: a message heard after it restores trust.
         */
        void disconnected(int peer);
    }
}
