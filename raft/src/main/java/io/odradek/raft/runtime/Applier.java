package io.odradek.raft.runtime;

import io.odradek.log.io.Shard;
import io.odradek.raft.Entry;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.StateMachine;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.core.RaftLog;
import io.odradek.raft.quorum.VoterSet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shows the state machine what is committed, in order, a bounded amount a turn; tells it about
 * leadership at the right place in that order; and takes its snapshots. Confined to its shard.
 */
final class Applier {

    private static final int BYTES_PER_TURN = 1 << 20;

    /** A read that was proved current and waits until this node applied as much. */
    private record WaitingRead(long index, Consumer<Boolean> outcome) {}

    private final StateMachine machine;
    private final RaftCore core;
    private final StoreLane lane;
    private final Shard shard;
    private final RaftConfig config;
    private final SnapshotPolicy policy;
    private final Consumer<Input> step;
    private final List<WaitingRead> reads = new ArrayList<>();

    private long appliedIndex;
    private int appliedTerm;

    /** The next entries are on their way from the disk. */
    private boolean fetching;

    /** The whole state is. */
    private boolean restoring;

    private int electedTerm = -1;
    private long noOpIndex;
    private boolean leads;

    Applier(
            StateMachine machine,
            RaftCore core,
            StoreLane lane,
            Shard shard,
            RaftConfig config,
            Consumer<Input> step) {
        this.machine = machine;
        this.core = core;
        this.lane = lane;
        this.shard = shard;
        this.config = config;
        this.policy = new SnapshotPolicy(config.snapshots(), shard.nanoTime());
        this.step = step;
    }

    long appliedIndex() {
        return appliedIndex;
    }

    /** Whether the state machine was told that it leads {@code term}. */
    boolean leads(int term) {
        return leads && electedTerm == term;
    }

    void elected(int term, long noOp) {
        electedTerm = term;
        noOpIndex = noOp;
    }

    void deposed(int term) {
        boolean told = leads;
        electedTerm = -1;
        leads = false;
        if (told) {
            machine.leadershipLost(term);
        }
    }

    void read(long index, Consumer<Boolean> outcome) {
        if (appliedIndex >= index) {
            outcome.accept(true);
        } else {
            reads.add(new WaitingRead(index, outcome));
        }
    }

    void refuseReads() {
        List<WaitingRead> refused = List.copyOf(reads);
        reads.clear();
        refused.forEach(read -> read.outcome.accept(false));
    }

    /** The state machine is to begin from the newest snapshot on the disk. */
    void restore() {
        restoring = true;
        lane.submit(
                store -> {
                    byte[] state = store.readSnapshot();
                    long index = store.snapshotIndex();
                    int term = store.snapshotTerm();
                    return () -> restored(index, term, state);
                });
    }

    private void restored(long index, int term, byte[] state) {
        restoring = false;
        machine.restore(index, term, state);
        appliedIndex = index;
        appliedTerm = term;
        policy.restored(shard.nanoTime());
        serveReads();
    }

    /** Applies a turn's worth; returns whether there is more to do at once. */
    boolean apply() {
        int bytes = 0;
        while (!busy() && appliedIndex < core.commitIndex()) {
            if (bytes >= BYTES_PER_TURN) {
                return true;
            }
            RaftLog log = core.log();
            long next = appliedIndex + 1;
            if (log.cached(next)) {
                for (Entry entry : log.slice(next, core.commitIndex(), BYTES_PER_TURN - bytes)) {
                    apply(entry);
                    bytes += entry.weight();
                }
            } else {
                fetch(next);
            }
        }
        snapshotIfDue();
        return false;
    }

    private void apply(Entry entry) {
        if (entry.index() != appliedIndex + 1) {
            throw new IllegalStateException(
                    "Entry %d would be applied after %d: this is a bug."
                            .formatted(entry.index(), appliedIndex));
        }
        appliedIndex = entry.index();
        appliedTerm = entry.term();
        policy.applied(entry.weight());
        switch (entry.kind()) {
            case COMMAND -> machine.apply(entry.index(), entry.term(), entry.payload());
            case NO_OP, VOTERS -> {}
        }
        if (electedTerm != -1 && !leads && appliedIndex >= noOpIndex) {
            leads = true;
            machine.leadershipGained(electedTerm);
        }
        serveReads();
    }

    private void serveReads() {
        if (!reads.isEmpty()) {
            List<WaitingRead> ready =
                    reads.stream().filter(read -> read.index <= appliedIndex).toList();
            reads.removeAll(ready);
            ready.forEach(read -> read.outcome.accept(true));
        }
    }

    private void fetch(long next) {
        fetching = true;
        long commit = core.commitIndex();
        lane.submit(
                store -> {
                    List<Entry> entries = store.read(next, commit, BYTES_PER_TURN);
                    return () -> fetched(next, entries);
                });
    }

    private void fetched(long next, List<Entry> entries) {
        fetching = false;
        if (restoring) {
            // A snapshot overtook these.
            return;
        }
        if (entries.isEmpty()) {
            throw new IllegalStateException(
                    "Entry %d is committed but not applied, and gone: this is a bug."
                            .formatted(next));
        }
        entries.forEach(this::apply);
    }

    private boolean busy() {
        return fetching || restoring;
    }

    private void snapshotIfDue() {
        if (busy() || !policy.isDue(shard.nanoTime())) {
            return;
        }
        policy.began(shard.nanoTime());
        long index = appliedIndex;
        int term = appliedTerm;
        VoterSet voters = core.votersAt(index);
        byte[] state = machine.snapshot();
        long retained = config.snapshots().retainedBytes();
        lane.submit(
                store -> {
                    boolean written = store.writeSnapshot(index, term, voters, state, retained);
                    long first = store.firstIndex();
                    return () -> snapshotWritten(written, index, term, first);
                });
    }

    private void snapshotWritten(boolean written, long index, int term, long firstIndex) {
        policy.ended();
        if (written) {
            step.accept(new Input.SnapshotTaken(index, term, firstIndex));
        }
    }
}
