package io.odradek.broker.app;

import io.odradek.broker.config.HostPort;
import io.odradek.broker.config.Listener;
import io.odradek.broker.config.NodePlan;
import io.odradek.controller.QuorumConfig;
import io.odradek.controller.server.Address;
import io.odradek.log.dir.InitialVoters;
import io.odradek.log.io.Disk;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What this node knows of the controllers at its start.
 *
 * <p>The voters are fixed where {@code controller.quorum.voters} says so, unless the metadata
 * directory was formatted with initial voters: then, and where the key is not set, they come and go
 * (KIP-853), and the log tells them.
 *
 * @param voters the fixed ones, or those the directory was formatted with
 * @param addresses where a controller may be found
 */
record Quorum(boolean dynamic, List<QuorumConfig.Member> voters, List<HostPort> addresses) {

    static Quorum of(Disk disk, NodePlan plan) throws StartupException {
        if (!plan.controller()) {
            return new Quorum(plan.voters().isEmpty(), fixed(plan), configured(plan));
        }
        Optional<InitialVoters> formatted;
        try {
            formatted = InitialVoters.read(disk, plan.metadataDir());
        } catch (IOException e) {
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
        if (formatted.isEmpty() && !plan.voters().isEmpty()) {
            return new Quorum(false, fixed(plan), configured(plan));
        }
        List<QuorumConfig.Member> initial =
                formatted.stream()
                        .flatMap(initialVoters -> initialVoters.voters().stream())
                        .map(
                                v ->
                                        new QuorumConfig.Member(
                                                v.id(), v.directoryId(), v.host(), v.port()))
                        .toList();
        return new Quorum(true, initial, here(plan, initial));
    }

    private static List<QuorumConfig.Member> fixed(NodePlan plan) {
        return plan.voters().stream()
                .map(v -> new QuorumConfig.Member(v.id(), v.address().host(), v.address().port()))
                .toList();
    }

    private static List<HostPort> configured(NodePlan plan) {
        Set<HostPort> addresses = new LinkedHashSet<>(plan.bootstrap());
        plan.voters().forEach(v -> addresses.add(v.address()));
        return List.copyOf(addresses);
    }

    /** The controller in this process first: it knows, whether it votes or observes. */
    private static List<HostPort> here(NodePlan plan, List<QuorumConfig.Member> initial) {
        Set<HostPort> addresses = new LinkedHashSet<>();
        plan.controllerListener()
                .map(Listener::address)
                .ifPresent(
                        own ->
                                addresses.add(
                                        own.isEverywhere()
                                                ? new HostPort("localhost", own.port())
                                                : own));
        addresses.addAll(configured(plan));
        initial.forEach(v -> addresses.add(new HostPort(v.host(), v.port())));
        return List.copyOf(addresses);
    }

    /** This node's place in it. */
    QuorumConfig config(NodePlan plan, UUID directoryId, boolean autoJoin) {
        HostPort own = plan.controllerAddress().orElseThrow();
        String listener = plan.controllerListener().orElseThrow().name();
        if (!dynamic) {
            return QuorumConfig.fixed(plan.nodeId(), voters, listener);
        }
        return QuorumConfig.dynamic(
                directoryId,
                voters,
                configured(plan).stream().map(a -> new Address(a.host(), a.port())).toList(),
                new Address(own.host(), own.port()),
                listener,
                autoJoin);
    }

    /** Whom to ask first: the controller in this process, if there is one. */
    int first(NodePlan plan) {
        if (plan.controller() && dynamic) {
            return 0;
        }
        for (QuorumConfig.Member voter : voters) {
            if (voter.id() == plan.nodeId()) {
                return addresses.indexOf(new HostPort(voter.host(), voter.port()));
            }
        }
        return Math.floorMod(plan.nodeId(), addresses.size());
    }
}
