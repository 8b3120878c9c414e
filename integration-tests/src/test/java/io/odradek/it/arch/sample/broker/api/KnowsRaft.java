package io.odradek.it.arch.sample.broker.api;

import io.odradek.it.arch.sample.raft.core.Vote;

/** The broker may not know raft. */
public final class KnowsRaft {
    public void use(Vote vote) {
        vote.cast();
    }
}
