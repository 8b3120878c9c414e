package io.odradek.raft.store;

import io.odradek.raft.Entry;

/** Is shown the log as recovery finds it, so that nobody has to read it twice. */
public interface LogVisitor {

    /**
     * The log begins after {@code baseIndex}, whose term is {@code baseTerm}. May come again:
     * everything shown before is void then.
     */
    void begin(long baseIndex, int baseTerm);

    void entry(Entry entry);
}
