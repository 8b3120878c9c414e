package io.odradek.it.chaos.ground;

/** A node that can be broken. */
public interface Machine {
    int id();

    /** Does not wait until it serves. */
    void start();

    /** kill -9; returns when it is gone. */
    void kill();

    /** SIGTERM; does not wait. */
    void terminate();

    /** Returns when the node is gone; false, and gone by kill -9, if it took too long. */
    boolean awaitGone(long withinMs);

    /** SIGSTOP. */
    void freeze();

    /** SIGCONT. */
    void thaw();

    boolean alive();

    /** Where what it prints is kept. */
    String log();
}
