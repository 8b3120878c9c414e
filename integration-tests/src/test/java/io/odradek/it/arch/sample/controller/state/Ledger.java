package io.odradek.it.arch.sample.controller.state;

/** Nothing wrong here. */
public final class Ledger {
    public void post() {}
}
