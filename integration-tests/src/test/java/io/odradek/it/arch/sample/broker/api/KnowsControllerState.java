package io.odradek.it.arch.sample.broker.api;

import io.odradek.it.arch.sample.controller.state.Ledger;

/** Of the controller, the broker may know the image alone. */
public final class KnowsControllerState {
    public void use(Ledger ledger) {
        ledger.post();
    }
}
