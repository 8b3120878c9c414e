package io.odradek.sim.check;

import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.sim.Checker;
import io.odradek.sim.node.SimHost;

import java.util.List;

/**
 * Raft's own checkers, among controllers: one leader per term, log matching, leader completeness,
 * voters that change one by one and agree, commits by a majority's disks. That all apply the same
 * is for {@link MetadataAgrees} to see.
 */
public final class ControllersKeepRaft implements ClusterChecker {
    private final List<Checker> checkers = Checker.ofSteps();

    @Override
    public void stepped(int host, RaftCore core, Input input, List<Output> outputs) {
        for (Checker checker : checkers) {
            check(checker, () -> checker.stepped(host, core, input, outputs));
        }
    }

    @Override
    public void finished(List<SimHost> hosts) {
        checkers.forEach(checker -> check(checker, checker::finished));
    }

    private static void check(Checker checker, Runnable look) {
        try {
            look.run();
        } catch (Checker.Violation violation) {
            throw new Violation(checker.getClass(), String.valueOf(violation.getMessage()));
        }
    }
}
