package io.odradek.broker.app;

import io.odradek.broker.config.HostPort;
import io.odradek.broker.config.NodePlan;
import io.odradek.broker.config.QuorumVoter;
import io.odradek.log.dir.InitialVoters;
import io.odradek.log.io.Disk;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where the controllers are: as {@code controller.quorum.voters} says, else as the directory was
 * formatted, else, for a broker, as {@code controller.quorum.bootstrap.servers} says.
 *
 * @param voters empty on a broker that knows only bootstrap servers
 */
record Quorum(List<QuorumVoter> voters, List<HostPort> addresses) {

    static Quorum of(Disk disk, NodePlan plan) throws StartupException {
        if (!plan.voters().isEmpty()) {
            return of(plan.voters());
        }
        if (!plan.controller()) {
            return new Quorum(List.of(), plan.bootstrap());
        }
        Optional<InitialVoters> formatted;
        try {
            formatted = InitialVoters.read(disk, plan.metadataDir());
        } catch (IOException e) {
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
        if (formatted.isEmpty()) {
            throw new StartupException(
                    "This controller does not know the others: set controller.quorum.voters, or format %s with --standalone or --initial-controllers."
                            .formatted(plan.metadataDir()));
        }
        if (formatted.get().voter(plan.nodeId()).isEmpty()) {
            throw new StartupException(
                    "%s does not name this controller, node %d: format the directory again with the right --initial-controllers."
                            .formatted(InitialVoters.fileIn(plan.metadataDir()), plan.nodeId()));
        }
        return of(
                formatted.get().voters().stream()
                        .map(v -> new QuorumVoter(v.id(), new HostPort(v.host(), v.port())))
                        .toList());
    }

    private static Quorum of(List<QuorumVoter> voters) {
        return new Quorum(voters, voters.stream().map(QuorumVoter::address).toList());
    }

    /** Whom to ask first: the controller in this process, if there is one. */
    int first(int nodeId) {
        for (int i = 0; i < voters.size(); i++) {
            if (voters.get(i).id() == nodeId) {
                return i;
            }
        }
        return Math.floorMod(nodeId, addresses.size());
    }
}
