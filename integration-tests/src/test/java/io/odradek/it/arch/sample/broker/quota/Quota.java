package io.odradek.it.arch.sample.broker.quota;

import io.odradek.it.arch.sample.broker.http.Page;

/** One half of a cycle. */
public final class Quota {
    public void ask(Page page) {
        page.show();
    }
}
