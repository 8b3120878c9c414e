package io.odradek.it.arch.sample.controller.server;

import io.odradek.it.arch.sample.broker.net.Port;

/** The controller may not know the broker. */
public final class KnowsBroker {
    public void use(Port port) {
        port.listen();
    }
}
