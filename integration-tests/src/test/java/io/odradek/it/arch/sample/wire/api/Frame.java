package io.odradek.it.arch.sample.wire.api;

/** Nothing wrong here. */
public final class Frame {
    public void read() {}
}
