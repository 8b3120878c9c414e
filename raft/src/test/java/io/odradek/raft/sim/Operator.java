package io.odradek.raft.sim;

import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;
import io.odradek.raft.VoterChange.Outcome;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.quorum.Quorums;
import io.odradek.raft.quorum.VoterChanges;
import io.odradek.raft.quorum.VoterSet;
import io.odradek.raft.runtime.RaftNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Whoever adds, removes and moves voters, and replaces disks: at random, but never so that a
 * majority of some voter set in use is lost for good, for nobody could come back from that.
 */
final class Operator implements Checker {

    private static final long MS = 1_000_000;

    private final Simulation simulation;
    private final VotersAgree committed;
    private final SplittableRandom random;

    /** Every set in any log that was not known to be superseded when it was written. */
    private final Map<Long, Set<VoterSet>> written = new HashMap<>();

    /** Directories that are gone for good, or damaged and soon to be. */
    private final Set<UUID> lost = new HashSet<>();

    private final List<Voter> joining = new ArrayList<>();

    Operator(Simulation simulation, VotersAgree committed, SplittableRandom random) {
        this.simulation = simulation;
        this.committed = committed;
        this.random = random;
    }

    @Override
    public void stepped(int id, RaftCore core, Input input, List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Leads _ && eager()) {
                // The moments after an election are the interesting ones.
                simulation.scheduler().after(random.nextLong(20 * MS), this::changeVoters);
            }
            if (output instanceof Output.VotersChanged(VoterSet voters)) {
                written.computeIfAbsent(core.votersIndex(), _ -> new HashSet<>()).add(voters);
            }
        }
    }

    private boolean eager() {
        boolean changing = simulation.swarm().faults().voterChanges() > 0;
        return changing && !simulation.isCalm() && random.nextInt(3) == 0;
    }

    // ---- disks

    boolean isLost(Voter voter) {
        return lost.contains(voter.directoryId());
    }

    /** Whether the quorum survives without that disk, whatever becomes of changes under way. */
    boolean mayLose(UUID directory) {
        if (!simulation.swarm().dynamic()) {
            return false;
        }
        Set<UUID> without = new HashSet<>(lost);
        without.add(directory);
        for (VoterSet set : inUse()) {
            for (Voter joiner : joining) {
                if (set.byId(joiner.id()).isEmpty() && !lives(set.with(joiner), without)) {
                    return false;
                }
            }
            if (!lives(set, without)) {
                return false;
            }
        }
        return true;
    }

    void lose(UUID directory) {
        lost.add(directory);
    }

    void found(UUID directory) {
        lost.remove(directory);
    }

    private List<VoterSet> inUse() {
        var latest = committed.latest();
        long from = latest == null ? 0 : latest.getKey();
        written.keySet().removeIf(index -> index < from);
        List<VoterSet> sets = new ArrayList<>();
        sets.add(latest == null ? simulation.initialVoters() : latest.getValue());
        written.values().forEach(sets::addAll);
        return sets;
    }

    private static boolean lives(VoterSet set, Set<UUID> without) {
        long alive = set.voters().stream().filter(v -> !without.contains(v.directoryId())).count();
        return alive >= Quorums.majority(set.size());
    }

    // ---- voters

    /** Asks whoever leads for some change. */
    void changeVoters() {
        leader(
                (node, raft) -> {
                    VoterSet now = new VoterSet(raft.status().voters());
                    VoterChange change = draw(now);
                    if (VoterChanges.refusal(now, change).isPresent()
                            || lives(VoterChanges.apply(now, change), lost)) {
                        ask(raft, change);
                    }
                });
    }

    /** In the calm: voters that are lost for good go. Returns whether there are none left. */
    boolean repair() {
        boolean[] clean = {true};
        var latest = committed.latest();
        VoterSet set = latest == null ? simulation.initialVoters() : latest.getValue();
        for (Voter voter : set) {
            if (isLost(voter)) {
                clean[0] = false;
                leader(
                        (node, raft) ->
                                ask(raft, new VoterChange.Remove(voter.id(), voter.directoryId())));
            }
        }
        return clean[0];
    }

    private interface Request {
        void make(SimNode node, RaftNode raft);
    }

    private void leader(Request request) {
        for (SimNode node : simulation.nodes()) {
            RaftNode running = node.node;
            if (running != null && running.status().leaderId() == node.id) {
                node.onShard(raft -> request.make(node, raft));
                return;
            }
        }
    }

    private VoterChange draw(VoterSet now) {
        List<SimNode> nodes = simulation.nodes();
        SimNode any = nodes.get(random.nextInt(nodes.size()));
        List<Voter> dead = now.voters().stream().filter(this::isLost).toList();
        if (!dead.isEmpty() && random.nextBoolean()) {
            Voter gone = dead.get(random.nextInt(dead.size()));
            return new VoterChange.Remove(gone.id(), gone.directoryId());
        }
        Voter voter = now.voters().get(random.nextInt(now.size()));
        return switch (random.nextInt(8)) {
            case 0 ->
                    new VoterChange.Update(
                            new Voter(voter.id(), voter.directoryId(), "moved", random.nextInt(9)));
            case 1, 2, 3 -> new VoterChange.Remove(voter.id(), voter.directoryId());
            default -> new VoterChange.Add(any.identity());
        };
    }

    private void ask(RaftNode raft, VoterChange change) {
        if (change instanceof VoterChange.Add(Voter voter)) {
            joining.add(voter);
            simulation.scheduler().after(80_000 * MS, () -> joining.remove(voter));
        }
        boolean[] answered = {false};
        raft.changeVoters(
                change,
                outcome -> {
                    if (answered[0]) {
                        simulation.fail(new Violation("answered twice: " + change));
                    }
                    answered[0] = true;
                    ended(change, outcome);
                });
    }

    private void ended(VoterChange change, Outcome outcome) {
        switch (outcome) {
            case Outcome.Done(long index) -> {
                simulation.count("change: done");
                simulation.done(change, index);
            }
            case Outcome.NotLeader _ -> simulation.count("change: not leader");
            case Outcome.Refused(var reason, var _) -> simulation.count("change: " + reason);
            case Outcome.Unknown() -> simulation.count("change: unknown");
        }
        if (change instanceof VoterChange.Add(Voter voter)
                && !(outcome instanceof Outcome.Unknown)) {
            joining.remove(voter);
        }
    }
}
