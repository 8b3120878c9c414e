package io.odradek.it.arch.sample.raft.runtime;

import io.odradek.it.arch.sample.wire.api.Frame;

/** raft may know log-storage alone. */
public final class KnowsWire {
    public void use(Frame frame) {
        frame.read();
    }
}
