package io.odradek.raft;

import java.util.List;
import java.util.Set;

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

    /**
     * These may be written to from now on, at these addresses, besides whoever wrote first: the
     * effective voters, and who else a leader or a hint named. Called on the raft shard, whenever
     * it changes, before anything is sent to them. Whoever is not named any more may still be
     * written to for a while, and does not have to be kept connected.
     */
    default void reach(List<RaftStatus.Voter> voters) {}

    /**
     * Whom a node that knows no voters asks for the leader ({@code
     * controller.quorum.bootstrap.servers}): numbers of the transport's own choice, negative where
     * it knows an address but not whose it is. They answer under their real ids. An answer must
     * find its way back to the asker, whose address nobody may know: over the connection the
     * question came by.
     */
    default Set<Integer> bootstrap() {
        return Set.of();
    }

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
