package io.odradek.it.arch.sample.broker.net;

/** Nothing wrong here. */
public final class Port {
    public void listen() {}
}
