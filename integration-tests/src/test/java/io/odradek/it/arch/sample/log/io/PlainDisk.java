package io.odradek.it.arch.sample.log.io;

/** Nothing wrong here. */
public final class PlainDisk {
    public void open() {}
}
