package io.odradek.raft.runtime;

import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftTransport;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Carries messages between the nodes of one process, in order and at once. Thread-safe. */
final class LoopbackNetwork {

    private final Map<Integer, RaftTransport.Receiver> nodes = new ConcurrentHashMap<>();

    RaftTransport transport(int self) {
        return new RaftTransport() {
            @Override
            public void start(Receiver receiver) {
                nodes.put(self, receiver);
                nodes.forEach(
                        (peer, ear) -> {
                            if (peer != self) {
                                receiver.connected(peer);
                                ear.connected(self);
                            }
                        });
            }

            @Override
            public void send(int to, RaftMessage message) {
                Receiver target = nodes.get(to);
                if (target != null && nodes.containsKey(self)) {
                    target.received(self, message);
                }
            }
        };
    }

    /** The process of {@code node} died: its connections are reset. */
    void reset(int node) {
        nodes.remove(node);
        nodes.values().forEach(ear -> ear.disconnected(node));
    }
}
