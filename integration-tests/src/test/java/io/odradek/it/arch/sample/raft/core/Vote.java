package io.odradek.it.arch.sample.raft.core;

/** Nothing wrong here. */
public final class Vote {
    public void cast() {}
}
