package io.odradek.it.arch.sample.tools;

import io.odradek.it.arch.sample.controller.state.Ledger;

/** Tools are clients; they may not know the controller. */
public final class KnowsController {
    public void use(Ledger ledger) {
        ledger.post();
    }
}
