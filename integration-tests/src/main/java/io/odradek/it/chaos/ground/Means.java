package io.odradek.it.chaos.ground;

/** What a ground lets us break. */
public enum Means {
    /** Nodes can be killed, stopped, frozen and started. */
    PROCESS,
    /** A node can be cut off from the others. */
    ISOLATION,
    /** Single links can be cut, one way or both, also those to clients. */
    LINKS,
    /** Disks can be full, slow or stuck. */
    DISK
}
