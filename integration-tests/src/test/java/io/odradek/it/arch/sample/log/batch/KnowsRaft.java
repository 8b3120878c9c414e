package io.odradek.it.arch.sample.log.batch;

import io.odradek.it.arch.sample.raft.core.Vote;

/** log-storage may know nobody. */
public final class KnowsRaft {
    public void use(Vote vote) {
        vote.cast();
    }
}
