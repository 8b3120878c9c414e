package io.odradek.raft.runtime;

import io.odradek.raft.Entry;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.core.RaftLog;
import io.odradek.raft.core.VoterHistory;
import io.odradek.raft.quorum.VoterSet;
import io.odradek.raft.quorum.VoterSetFormat;
import io.odradek.raft.store.LogVisitor;
import io.odradek.raft.store.RaftStore;

import java.io.IOException;
import java.util.TreeMap;

/** Fills a node's picture of its log, and of the voters along it, as the store reads it. */
final class Recovery implements LogVisitor {

    private final RaftConfig config;
    private final RaftLog log;
    private final TreeMap<Long, VoterSet> sets = new TreeMap<>();

    Recovery(RaftConfig config, RaftLog log) {
        this.config = config;
        this.log = log;
    }

    @Override
    public void begin(long baseIndex, int baseTerm) {
        log.reset(baseIndex, baseTerm);
        sets.clear();
    }

    @Override
    public void entry(Entry entry) {
        log.append(entry);
        log.evict(entry.index());
        if (entry.kind() == Entry.Kind.VOTERS) {
            sets.put(entry.index(), VoterSetFormat.decode(entry.payload()));
        }
    }

    /**
     * @throws IOException when the log has voters and the configuration names others
     */
    VoterHistory voters(RaftStore store) throws IOException {
        boolean written = !sets.isEmpty() || !store.recoveredVoters().isEmpty();
        if (written && config.quorum() == RaftConfig.Quorum.STATIC) {
            throw new IOException(
                    "The voters of the quorum are in the log in %s, so they cannot be configured: remove controller.quorum.voters from the configuration of node %d."
                            .formatted(config.directory(), config.nodeId()));
        }
        VoterHistory history = new VoterHistory(new VoterSet(config.voters()));
        sets.headMap(store.snapshotIndex(), true).forEach(history::append);
        if (store.snapshotIndex() > 0) {
            history.snapshot(store.snapshotIndex(), store.recoveredVoters());
        }
        sets.tailMap(store.snapshotIndex(), false).forEach(history::append);
        return history;
    }
}
