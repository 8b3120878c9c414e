package io.odradek.it.chaos.ground;

/** What a ground lets us break. */
public enum Means {
    /** Nodes can be killed, stopped, frozen and started. */
    PROCESS,
    /** Links between nodes can be cut. */
    NETWORK,
    /** Disks can be full, slow or stuck. */
    DISK
}
