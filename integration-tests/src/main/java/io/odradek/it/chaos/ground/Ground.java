package io.odradek.it.chaos.ground;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A running cluster and the tools to break it. Every break has its mend, which does no harm where
 * nothing is broken. Confined to the nemesis's thread.
 */
public interface Ground extends AutoCloseable {
    /** The node number of the clients' side in {@link #deafen}. */
    int CLIENTS = 0;

    List<Machine> machines();

    Set<Means> means();

    /** Why not every means is there; empty if all are. */
    List<String> lacking();

    /** Client properties with the cluster's address, and {@code more}. */
    Map<String, Object> client(Map<String, ?> more);

    /** What was started, in words. */
    String description();

    /** Cuts the node off from the other nodes; clients reach it still. */
    void isolate(int node);

    void rejoin(int node);

    /** {@code node} no longer hears what {@code from} sends. */
    void deafen(int node, int from);

    void undeafen(int node, int from);

    /** Leaves the node's disk a few bytes. */
    void fillDisk(int node);

    void freeDisk(int node);

    /** Writes and syncs of the node's disk wait. */
    void stickDisk(int node);

    /** Writes and syncs of the node's disk wait most of the time. */
    void slowDisk(int node);

    /** Ends {@link #stickDisk} and {@link #slowDisk}. */
    void smoothDisk(int node);

    /** Keeps what nodes have on their disks for somebody to look at. */
    void preserve();

    @Override
    void close();
}
