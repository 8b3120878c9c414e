package io.odradek.raft.runtime;

import io.odradek.log.io.Disk;
import io.odradek.log.io.Shard;
import io.odradek.raft.Raft;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.RaftTransport;
import io.odradek.raft.StateMachine;
import io.odradek.raft.VoterChange;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.core.RaftLog;
import io.odradek.raft.core.Role;
import io.odradek.raft.core.VoterHistory;
import io.odradek.raft.quorum.VoterSet;
import io.odradek.raft.store.RaftStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One running node. Open it, then {@link #start} it; everything of {@link Raft} is confined to its
 * shard, while {@link #open}, {@link #start} and {@link #close} may be called from anywhere.
 *
 * <p>It steps the core with whatever happens and carries out what comes back: writes to the lane,
 * messages to the transport, committed entries to the state machine.
 */
public final class RaftNode implements Raft {

    private static final Logger LOG = LoggerFactory.getLogger(RaftNode.class);

    /**
     * What a node stands on.
     *
     * @param shard runs the node and every call to its state machine
     * @param io runs the node's file operations, one at a time, off the shard; must not drop any
     * @param random decides election timeouts; confined to the shard from now on
     * @param fatal called once, on the shard, when the node had to stop itself because its disk
     *     failed or an invariant broke; the process should halt
     */
    public record Ground(
            Disk disk,
            Shard shard,
            Executor io,
            RaftTransport transport,
            RandomGenerator random,
            Consumer<Throwable> fatal) {}

    private final RaftConfig config;
    private final StateMachine machine;
    private final Ground ground;
    private final Shard shard;
    private final NodeTrace trace;
    private final RaftCore core;
    private final StoreLane lane;
    private final DeferredSends sends;
    private final Applier applier;
    private final DeadlineTimer timer;

    /** Calls to the state machine and to callers, made once the core is at rest. */
    private final ArrayDeque<Runnable> calls = new ArrayDeque<>();

    private final List<Runnable> transferWaiters = new ArrayList<>();
    private final Map<Long, Consumer<Boolean>> reads = new HashMap<>();
    private final Map<Long, Consumer<VoterChange.Outcome>> changes = new HashMap<>();
    private long nextCallId;
    private Proposal proposed = new Proposal.Busy();
    private boolean settling;
    private boolean turnEndScheduled;
    private boolean stopped;

    private RaftNode(
            RaftConfig config,
            StateMachine machine,
            Ground ground,
            NodeTrace trace,
            RaftStore store,
            RaftLog log,
            VoterHistory voters) {
        this.config = config;
        this.machine = machine;
        this.ground = ground;
        this.shard = ground.shard();
        this.trace = trace;
        this.core =
                new RaftCore(
                        config,
                        new RaftCore.Recovered(
                                store.recoveredTerm(),
                                store.recoveredVote(),
                                store.recoveredVoteDirectory(),
                                store.snapshotIndex(),
                                store.snapshotTerm(),
                                log,
                                voters),
                        ground.random(),
                        ground.transport().bootstrap(),
                        trace.flaws(),
                        shard.nanoTime());
        this.lane =
                new StoreLane(
                        store,
                        shard,
                        ground.io(),
                        core::writeSequence,
                        sequence -> step(new Input.Synced(sequence)),
                        this::guarded,
                        this::fail);
        this.sends = new DeferredSends(core, ground.transport());
        this.applier = new Applier(machine, core, lane, shard, config, this::step);
        this.timer = new DeadlineTimer(shard, () -> guarded(() -> step(new Input.Tick())));
    }

    /**
     * Recovers what is on the disk (blocking) and makes the node ready to start.
     *
     * @throws IOException when the directory cannot be used; its message says which file, why, and
     *     what to do
     */
    public static RaftNode open(RaftConfig config, StateMachine machine, Ground ground)
            throws IOException {
        return open(config, machine, ground, (core, input, outputs, now) -> {});
    }

    /** The same, watched. */
    public static RaftNode open(
            RaftConfig config, StateMachine machine, Ground ground, NodeTrace trace)
            throws IOException {
        RaftLog log = new RaftLog(0, 0, config.limits().cacheBytes());
        Recovery recovery = new Recovery(config, log);
        RaftStore store =
                RaftStore.open(
                        ground.disk(),
                        config.directory(),
                        config.limits().segmentBytes(),
                        recovery);
        VoterHistory voters = recovery.voters(store);
        LOG.info(
                "Raft node {} recovered term {}, snapshot {} and log {} to {} from {}",
                config.nodeId(),
                store.recoveredTerm(),
                store.snapshotIndex(),
                log.firstIndex(),
                log.lastIndex(),
                config.directory());
        return new RaftNode(config, machine, ground, trace, store, log, voters);
    }

    /** Restores the state machine from its snapshot, replays, and takes part. */
    public void start() {
        inTurn(
                () -> {
                    if (core.snapshotIndex() > 0) {
                        applier.restore();
                    }
                    ground.transport().start(new Ear());
                    ground.transport().reach(core.voters().voters());
                    machine.votersChanged(core.voters().voters());
                });
    }

    /** Hears the network on any thread. */
    private final class Ear implements RaftTransport.Receiver {
        @Override
        public void received(int from, RaftMessage message) {
            input(new Input.Received(from, message));
        }

        @Override
        public void connected(int peer) {
            input(new Input.Connected(peer));
        }

        @Override
        public void disconnected(int peer) {
            input(new Input.Disconnected(peer));
        }

        private void input(Input input) {
            inTurn(() -> step(input));
        }
    }

    @Override
    public Proposal propose(int term, byte[] command) {
        if (command.length > RaftConfig.ENTRY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "A command of %d bytes exceeds the limit of %d: propose it in parts."
                            .formatted(command.length, RaftConfig.ENTRY_BYTES_MAX));
        }
        boolean electedNow = core.role() == Role.LEADER && core.term() == term;
        if (stopped) {
            return new Proposal.NotLeader(-1, core.term());
        } else if (electedNow && !applier.leads(term)) {
            return new Proposal.Busy();
        }
        step(new Input.Propose(term, command));
        endTurnSoon();
        return proposed;
    }

    @Override
    public RaftStatus status() {
        return StatusView.of(config, core, shard);
    }

    @Override
    public void transferLeadership(Runnable done) {
        if (stopped) {
            done.run();
            return;
        }
        transferWaiters.add(done);
        step(new Input.TransferLeadership());
        endTurnSoon();
        // A leader that stepped down waits for its successor, but not for ever.
        shard.schedule(() -> guarded(this::endTransfer), config.electionTimeoutMs() * 1_000_000);
    }

    @Override
    public void changeVoters(VoterChange change, Consumer<VoterChange.Outcome> done) {
        if (stopped) {
            done.accept(new VoterChange.Outcome.NotLeader(-1, core.term()));
            return;
        }
        long id = nextCallId++;
        changes.put(id, done);
        step(new Input.ChangeVoters(id, change));
        endTurnSoon();
    }

    @Override
    public void read(Consumer<Boolean> outcome) {
        if (stopped) {
            outcome.accept(false);
            return;
        }
        long id = nextCallId++;
        reads.put(id, outcome);
        step(new Input.Read(id));
        endTurnSoon();
    }

    /**
     * Stops taking part, lets writes under way finish and closes the files; {@code done} runs on
     * the shard. Call {@link #transferLeadership} first for a clean stop.
     */
    public void close(Runnable done) {
        shard.execute(
                () -> {
                    if (stopped) {
                        done.run();
                        return;
                    }
                    stop();
                    lane.close(done);
                });
    }

    // ---- turns

    /** Runs {@code task} on the shard, then whatever follows from it. */
    private void inTurn(Runnable task) {
        shard.execute(() -> guarded(task));
    }

    @SuppressWarnings("CatchingThrowable") // Any surprise stops the node: better than corruption.
    private void guarded(Runnable task) {
        if (stopped) {
            return;
        }
        try {
            task.run();
            settle();
        } catch (Throwable problem) {
            fail(problem);
        }
    }

    /** Proposals of one turn travel together: at the next. */
    private void endTurnSoon() {
        if (!turnEndScheduled) {
            turnEndScheduled = true;
            inTurn(
                    () -> {
                        turnEndScheduled = false;
                        step(new Input.Replicate());
                    });
        }
    }

    private void step(Input input) {
        List<Output> outputs = new ArrayList<>();
        long now = shard.nanoTime();
        core.step(input, now, outputs::add);
        trace.stepped(core, input, outputs, now);
        outputs.forEach(this::carryOut);
    }

    /** Follows up on steps until nothing is left to do in this turn. */
    private void settle() {
        if (settling) {
            return;
        }
        settling = true;
        boolean more;
        do {
            for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
                call.run();
            }
            more = applier.apply();
        } while (!calls.isEmpty());
        settling = false;
        sends.release();
        lane.kick();
        timer.arm(core.nextDeadlineNanos());
        if (more) {
            inTurn(() -> {});
        }
    }

    private void carryOut(Output output) {
        switch (output) {
            case Output.Write write -> lane.write(write);
            case Output.Send send -> sends.send(send);
            case Output.Committed _ -> {}
            case Output.Proposed(Proposal outcome) -> proposed = outcome;
            case Output.Leads(int term, long noOp) -> {
                LOG.info("Raft node {} leads term {}", config.nodeId(), term);
                calls.add(() -> applier.elected(term, noOp));
            }
            case Output.LeadsNoMore(int term) -> {
                LOG.info("Raft node {} no longer leads term {}", config.nodeId(), term);
                calls.add(() -> applier.deposed(term));
            }
            case Output.LeaderChanged(int leader, int term) -> {
                LOG.info(
                        "Raft node {}: the leader of term {} is {}", config.nodeId(), term, leader);
                calls.add(() -> machine.leaderChanged(leader, term));
                if (leader != -1) {
                    endTransfer();
                }
            }
            case Output.TransferAbandoned() -> endTransfer();
            case Output.ReadConfirmed(long id, long index) ->
                    calls.add(() -> applier.read(index, takeRead(id)));
            case Output.ReadRefused(long id) -> calls.add(() -> takeRead(id).accept(false));
            case Output.VotersChanged(VoterSet voters) -> {
                LOG.info("Raft node {}: the voters are {}", config.nodeId(), voters.voters());
                calls.add(() -> machine.votersChanged(voters.voters()));
            }
            case Output.Reach(List<RaftStatus.Voter> voters) -> ground.transport().reach(voters);
            case Output.VotersChangeEnded(long id, VoterChange.Outcome outcome) ->
                    calls.add(() -> endChange(id, outcome));
            case Output.Restore _ -> applier.restore();
            case Output.ReadLog read ->
                    lane.submit(DiskWork.readLog(read, core.log().lastIndex(), this::step));
            case Output.ReadSnapshot read -> lane.submit(DiskWork.readSnapshot(read, this::step));
            case Output.BeginSnapshot _ -> lane.submit(DiskWork.beginSnapshot());
            case Output.WriteSnapshot write -> lane.submit(DiskWork.writeSnapshot(write));
            case Output.FinishSnapshot finish ->
                    lane.submit(DiskWork.finishSnapshot(finish, this::step));
        }
    }

    private Consumer<Boolean> takeRead(long id) {
        Consumer<Boolean> outcome = reads.remove(id);
        return outcome == null ? ignored -> {} : outcome;
    }

    private void endChange(long id, VoterChange.Outcome outcome) {
        Consumer<VoterChange.Outcome> done = changes.remove(id);
        if (done != null) {
            done.accept(outcome);
        }
    }

    private void endTransfer() {
        calls.addAll(transferWaiters);
        transferWaiters.clear();
    }

    private void stop() {
        stopped = true;
        timer.cancel();
        applier.refuseReads();
        List<Consumer<Boolean>> refused = List.copyOf(reads.values());
        reads.clear();
        refused.forEach(read -> read.accept(false));
        List<Consumer<VoterChange.Outcome>> unknown = List.copyOf(changes.values());
        changes.clear();
        unknown.forEach(change -> change.accept(new VoterChange.Outcome.Unknown()));
        List<Runnable> waiters = List.copyOf(transferWaiters);
        transferWaiters.clear();
        waiters.forEach(Runnable::run);
    }

    private void fail(Throwable problem) {
        if (stopped) {
            return;
        }
        LOG.error("Raft node {} stops: {}", config.nodeId(), problem.getMessage(), problem);
        stop();
        lane.close(() -> {});
        ground.fatal().accept(problem);
    }
}
