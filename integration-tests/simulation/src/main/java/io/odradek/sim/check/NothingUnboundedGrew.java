package io.odradek.sim.check;

import io.odradek.broker.app.BrokerCore;
import io.odradek.controller.ControllerCore;
import io.odradek.sim.node.SimHost;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Whatever a node keeps is bounded by what exists, and not by what has happened. Everything that
 * holds more than one thing is found by {@link Holdings}: parked fetches and acknowledgements,
 * proposals, readers and calls of raft, fetch sessions, members of groups and their timers, waits
 * for metadata, tables of partitions and producers, dependents of futures. None may hold more than
 * {@code 60 + 2 * (hosts + partitions + connections)}: a few of each kind for each thing that
 * exists, where each client has a bounded number of requests under way. Besides:
 *
 * <ul>
 *   <li>lists of segments, and what is kept for each of them: as many as there are on the disk
 *   <li>leader epochs of a log, terms of the metadata log: no more than there have been, for they
 *       are kept as long as records of them are
 *   <li>entries and changes of the metadata log in memory: no more than are in it; their bytes have
 *       a budget
 *   <li>fetch sessions, that outlive their connections: as many as are configured
 *   <li>open files: four for a segment; files: six for a segment, eight for a partition
 *   <li>connections: eight for every two hosts' pair, and those of clients
 * </ul>
 */
public final class NothingUnboundedGrew implements ClusterChecker {
    private static final int LOOKS_BETWEEN = 150;
    private static final int FEW = 60;

    /** The default of max.incremental.fetch.session.cache.slots. */
    private static final int FETCH_SESSIONS = 1000;

    /** Looks at a host that has not opened all its replicas see too few. */
    private static final Map<String, ToLongFunction<Census>> HISTORIES =
            Map.of(
                    "FetchSessions.byId", _ -> FETCH_SESSIONS,
                    "SegmentList.slots", Census::segments,
                    "FlushTask.files", c -> 3L * c.segments(),
                    "ProducerSnapshots.offsets", c -> c.segments() + 2L,
                    "DirtyState.sealed", Census::segments,
                    "EpochHistory.entries", c -> c.leaderEpoch() + 2L,
                    "TermRanges.ranges", c -> c.metadataTerm() + 3L,
                    "RaftLog.cache", c -> 2 * c.metadataOffset() + 512,
                    "RecentChanges.changes", c -> c.metadataOffset() + 1);

    private int looks;

    @Override
    public void look(List<SimHost> hosts) {
        if (++looks % LOOKS_BETWEEN == 0) {
            hosts.forEach(host -> check(host, hosts));
        }
    }

    @Override
    public void finished(List<SimHost> hosts) {
        hosts.forEach(host -> check(host, hosts));
    }

    private static void check(SimHost host, List<SimHost> hosts) {
        if (!host.isUp()) {
            return;
        }
        Census census = Census.of(host, hosts);
        Holdings.Finder finder =
                (name, size, way) -> {
                    if (size > bound(name, census)) {
                        demand(host, way.get(), size, bound(name, census), census);
                    }
                };
        BrokerCore broker = host.broker();
        if (broker != null) {
            Holdings.walk(broker, finder);
        }
        ControllerCore controller = host.controller();
        if (controller != null) {
            Holdings.walk(controller, finder);
        }
        long handles = FEW + 4L * census.segments();
        if (host.disk().openFiles() > handles) {
            demand(
                    host,
                    "open files " + host.disk().openFilesByName(),
                    host.disk().openFiles(),
                    handles,
                    census);
        }
        long files = FEW + 6L * census.segments() + 8L * census.partitions();
        demand(host, "files", census.files(), files, census);
    }

    private static long bound(String name, Census census) {
        ToLongFunction<Census> history = HISTORIES.get(name);
        return history == null
                ? FEW + 2L * census.things()
                : Math.max(FEW, history.applyAsLong(census));
    }

    private static void demand(SimHost host, String what, long size, long most, Census census) {
        if (size > most) {
            throw new Violation(
                    NothingUnboundedGrew.class,
                    "node %d holds %d of %s, where no more than %d may be: %s"
                            .formatted(host.id(), size, what, most, census));
        }
    }
}
