package io.odradek.it.arch.sample.broker.http;

import io.odradek.it.arch.sample.broker.quota.Quota;

/** The other half of the cycle. */
public final class Page {
    public void show() {}

    public void show(Quota quota) {
        quota.ask(this);
    }
}
