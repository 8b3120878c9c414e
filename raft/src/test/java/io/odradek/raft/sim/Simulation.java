package io.odradek.raft.sim;

import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.VoterChange;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.quorum.VoterSet;
import io.odradek.raft.runtime.RaftNode;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * One run: a cluster drawn from a seed lives through faults, then through a calm in which it must
 * come to agree. The same seed always gives the same run, down to every step of every node: {@link
 * Outcome#traceHash} tells.
 */
public final class Simulation {

    private static final long SECOND = 1_000_000_000L;
    private static final long CHAOS_NANOS = 15 * SECOND;
    private static final long CALM_NANOS = 60 * SECOND;
    private static final int TRACE_LINES = 40;

    /** What a run amounted to: a simulation in which nothing happens proves nothing. */
    public record Outcome(
            long seed,
            long traceHash,
            long steps,
            long proposed,
            long applied,
            long terms,
            Map<String, Long> faults,
            long virtualNanos,
            long reads,
            Map<String, Long> events) {}

    /** Kept as it is: most runs never print it. */
    private record Step(long atNanos, int node, Input input, List<Output> outputs) {
        @Override
        public String toString() {
            return "%.6f node %d: %s -> %s".formatted(atNanos / 1e9, node, input, outputs);
        }
    }

    private final long seed;
    private final Swarm swarm;
    private final SimNode.Bugs bugs;
    private final Set<String> only;
    private final Scheduler scheduler = new Scheduler();
    private final SimNetwork<RaftMessage> network;
    private final List<SimNode> nodes = new ArrayList<>();
    private final StateMachineSafety safety = new StateMachineSafety();
    private final ReadsAreLinearizable reads = new ReadsAreLinearizable();
    private final VotersAgree votersAgree = new VotersAgree();
    private final List<Checker> checkers =
            List.of(
                    new OneLeaderPerTerm(),
                    new LogMatching(),
                    new LeaderCompleteness(),
                    safety,
                    reads,
                    new VotersChangeOneByOne(),
                    votersAgree,
                    new CommitsByMajority());
    private final Chaos chaos;
    private final Workload workload;
    private final Operator operator;
    private final VoterSet initialVoters;
    private final ArrayDeque<Step> trace = new ArrayDeque<>();
    private final boolean reconcile;
    private final Map<String, Long> events = new TreeMap<>();
    private long traceHash;
    private long terms;

    public Simulation(long seed) {
        this(seed, false);
    }

    /**
     * @param reconcile hash every step: twice the same seed must give the same hash
     */
    Simulation(long seed, boolean reconcile) {
        this(seed, Swarm.draw(new SplittableRandom(seed)), SimNode.Bugs.NONE, Set.of(), reconcile);
    }

    /**
     * @param only the simple names of the checkers that shall speak; all if empty
     */
    Simulation(long seed, Swarm swarm, SimNode.Bugs bugs, Set<String> only, boolean reconcile) {
        this.swarm = swarm;
        this.only = only;
        this.seed = seed;
        this.reconcile = reconcile;
        this.bugs = bugs;
        SplittableRandom random = new SplittableRandom(~seed);
        this.network = new SimNetwork<>(scheduler, random.split());
        this.network.quality(swarm.network());
        this.chaos = new Chaos(this, random.split());
        this.workload = new Workload(this, reads, random.split());
        this.operator = new Operator(this, votersAgree, random.split());
        List<RaftStatus.Voter> voters = new ArrayList<>();
        for (int id = 1; id <= swarm.voters(); id++) {
            voters.add(new RaftStatus.Voter(id, directory(id), "sim", id));
        }
        this.initialVoters = new VoterSet(voters);
        for (int id = 1; id <= swarm.voters() + swarm.observers(); id++) {
            nodes.add(new SimNode(this, config(id), random.split()));
        }
    }

    private UUID directory(int id) {
        return swarm.dynamic() ? new UUID(id, 1) : RaftStatus.Voter.NO_DIRECTORY;
    }

    private RaftConfig config(int id) {
        Path directory = Path.of("/node-" + id + "/raft");
        List<RaftStatus.Voter> voters = initialVoters.voters();
        boolean first = initialVoters.byId(id).isPresent();
        RaftConfig config =
                swarm.dynamic()
                        ? RaftConfig.dynamic(
                                id, directory(id), first ? voters : List.of(), directory)
                        : RaftConfig.of(id, voters, directory);
        return config.withLimits(swarm.limits()).withSnapshots(swarm.snapshots());
    }

    /** Lives through it all; throws {@link SimulationFailure} if something does not hold. */
    public Outcome run() {
        nodes.forEach(SimNode::start);
        chaos.begin();
        workload.begin();
        scheduler.run(CHAOS_NANOS);
        chaos.end();
        scheduler.run(5 * SECOND);
        workload.stop();
        awaitAgreement();
        for (Checker checker : checkers) {
            guard(checker, checker::finished);
        }
        return new Outcome(
                seed,
                traceHash,
                scheduler.executed(),
                workload.proposed(),
                safety.last(),
                terms,
                chaos.faults(),
                scheduler.nowNanos(),
                reads.count(),
                events);
    }

    /** For tests that write their own story: everybody starts, and nothing else happens. */
    void begin() {
        nodes.forEach(SimNode::start);
    }

    /** Who was told that it leads, -1 for nobody; of several the one of the latest term. */
    int leader() {
        int leader = -1;
        int term = -1;
        for (SimNode node : nodes) {
            SimMachine machine = node.machine;
            if (machine != null && machine.leadsTerm() > term) {
                term = machine.leadsTerm();
                leader = node.id;
            }
        }
        return leader;
    }

    /** The calm must bring a leader, and everybody to the same place, and beyond. */
    private void awaitAgreement() {
        long end = scheduler.nowNanos() + CALM_NANOS;
        long before = safety.last();
        workload.act();
        while (safety.last() == before || !operator.repair() || !agreed()) {
            if (scheduler.nowNanos() > end) {
                throw failure("Liveness", "after a minute of calm: " + summary());
            }
            scheduler.run(SECOND / 5);
            if (safety.last() == before) {
                workload.act();
            }
        }
    }

    private boolean agreed() {
        for (SimNode node : nodes) {
            SimMachine machine = node.machine;
            if (machine == null || machine.appliedIndex() != safety.last()) {
                return false;
            }
        }
        return true;
    }

    private String summary() {
        StringBuilder text = new StringBuilder("last applied " + safety.last());
        for (SimNode node : nodes) {
            SimMachine machine = node.machine;
            text.append("; node ").append(node.id);
            if (machine == null || node.node == null) {
                text.append(" is down");
            } else {
                text.append(" applied ").append(machine.appliedIndex());
                text.append(" ").append(node.node.status());
            }
        }
        return text.toString();
    }

    // ---- what nodes report

    void stepped(int id, RaftCore core, Input input, List<Output> outputs) {
        Step step = new Step(scheduler.nowNanos(), id, input, outputs);
        if (reconcile) {
            traceHash = traceHash * 1_000_003 + step.toString().hashCode();
        }
        trace.add(step);
        if (trace.size() > TRACE_LINES) {
            trace.removeFirst();
        }
        terms = Math.max(terms, core.term());
        operator.stepped(id, core, input, outputs);
        outputs.forEach(output -> chaos.stepped(nodes.get(id - 1), output));
        events.merge(input.getClass().getSimpleName(), 1L, Long::sum);
        outputs.forEach(out -> events.merge(out.getClass().getSimpleName(), 1L, Long::sum));
        for (Checker checker : checkers) {
            guard(checker, () -> checker.stepped(id, core, input, outputs));
        }
    }

    void applied(int id, long index, int term, long historyHash) {
        for (Checker checker : checkers) {
            guard(checker, () -> checker.applied(id, index, term, historyHash));
        }
    }

    void served(int id, long floor, long appliedIndex) {
        guard(reads, () -> reads.served(id, floor, appliedIndex));
    }

    void done(VoterChange change, long index) {
        guard(votersAgree, () -> votersAgree.done(change, index));
    }

    void count(String event) {
        events.merge(event, 1L, Long::sum);
    }

    VoterSet initialVoters() {
        return initialVoters;
    }

    boolean isCalm() {
        return chaos.isOver();
    }

    Operator operator() {
        return operator;
    }

    private void guard(Checker checker, Runnable check) {
        try {
            check.run();
        } catch (Checker.Violation violation) {
            String property = checker.getClass().getSimpleName();
            if (only.isEmpty() || only.contains(property)) {
                throw failure(property, String.valueOf(violation.getMessage()));
            }
        }
    }

    /** A node stopped itself for a reason that nobody planted. */
    void fail(Throwable problem) {
        if (problem instanceof SimulationFailure failure) {
            throw failure;
        }
        SimulationFailure failure = failure("Invariants", String.valueOf(problem));
        failure.initCause(problem);
        throw failure;
    }

    private SimulationFailure failure(String property, String what) {
        return new SimulationFailure(
                property,
                seed,
                what + "\n" + swarm,
                String.join("\n", trace.stream().map(Step::toString).toList()));
    }

    Swarm swarm() {
        return swarm;
    }

    /** In the calm disks are fast: whoever is far behind must be able to catch up. */
    long slowestIoNanos() {
        return chaos.isOver() ? 200_000 : swarm.syncNanosMax();
    }

    SimNode.Bugs bugs() {
        return bugs;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    SimNetwork<RaftMessage> network() {
        return network;
    }

    /**
     * Where a node asks that knows of nobody: nodes 1 to 3, and a voter once none of those votes
     * any more. That is what operators have to see to: blank nodes cannot tell each other anything.
     */
    Set<Integer> bootstrapServers() {
        Set<Integer> servers = new TreeSet<>(List.of(1, 2, 3));
        for (SimNode node : nodes) {
            RaftNode raft = node.node;
            if (raft != null && raft.status().leaderId() == node.id) {
                List<Integer> voters =
                        raft.status().voters().stream().map(RaftStatus.Voter::id).toList();
                if (!voters.isEmpty() && voters.stream().noneMatch(servers::contains)) {
                    servers.add(voters.getFirst());
                }
            }
        }
        return servers;
    }

    List<SimNode> nodes() {
        return nodes;
    }
}
