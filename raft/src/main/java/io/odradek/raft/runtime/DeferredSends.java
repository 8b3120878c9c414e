package io.odradek.raft.runtime;

import io.odradek.raft.RaftTransport;
import io.odradek.raft.core.After;
import io.odradek.raft.core.Output.Send;
import io.odradek.raft.core.RaftCore;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Messages that wait until what they promise is on the disk. How many there are is bounded by what
 * leaders send without an answer. Confined to its shard.
 */
final class DeferredSends {

    private final RaftCore core;
    private final RaftTransport transport;
    private final ArrayDeque<Send> waiting = new ArrayDeque<>();

    DeferredSends(RaftCore core, RaftTransport transport) {
        this.core = core;
        this.transport = transport;
    }

    void send(Send send) {
        if (core.isDurable(send.after())) {
            transport.send(send.to(), send.message());
        } else {
            waiting.add(send);
        }
    }

    /** Sends what may leave by now, and drops what a later term made void. */
    void release() {
        for (Iterator<Send> sends = waiting.iterator(); sends.hasNext(); ) {
            Send send = sends.next();
            if (core.isDurable(send.after())) {
                sends.remove();
                transport.send(send.to(), send.message());
            } else if (send.after() instanceof After.Flushed(int term, long _)
                    && term < core.term()) {
                sends.remove();
            }
        }
    }
}
