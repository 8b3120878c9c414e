package io.odradek.sim;

import io.odradek.sim.client.Address;
import io.odradek.sim.client.GroupAuditor;
import io.odradek.sim.client.GroupEvent.Protocol;
import io.odradek.sim.client.GroupMember;
import io.odradek.sim.client.History;
import io.odradek.sim.client.SimClient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** All groups of a run, and what they come to when nothing disturbs them. */
final class Groups {
    private final List<Address> partitions;
    private final Map<String, GroupAuditor> auditors = new HashMap<>();
    private final List<GroupMember> members = new ArrayList<>();

    Groups(
            ClusterSwarm.Grouping load,
            List<Address> partitions,
            History history,
            Supplier<SimClient> clients,
            SplittableRandom random) {
        this.partitions = partitions;
        List<String> topics = partitions.stream().map(Address::topic).distinct().toList();
        for (int g = 0; g < load.groups(); g++) {
            String group = "g" + g;
            Protocol protocol = random.nextBoolean() ? Protocol.CLASSIC : Protocol.CONSUMER;
            auditors.put(group, new GroupAuditor(clients.get(), group, partitions, history));
            for (int m = 0; m < load.members(); m++) {
                members.add(
                        new GroupMember(
                                group,
                                m,
                                random.nextDouble() < load.statics(),
                                protocol,
                                topics,
                                load.lifeMsMax(),
                                history,
                                clients));
            }
        }
    }

    void begin() {
        members.forEach(GroupMember::begin);
        auditors.values().forEach(GroupAuditor::begin);
    }

    /** Nobody comes or goes any more. */
    void settle() {
        members.forEach(GroupMember::settle);
    }

    /**
     * What is missing to every partition of every group having one owner, who has committed all
     * there is; empty when nothing is.
     */
    String missing(Map<Address, Long> ends) {
        StringBuilder text = new StringBuilder();
        auditors.forEach(
                (group, auditor) -> {
                    int before = text.length();
                    for (Address at : partitions) {
                        List<GroupMember> owners =
                                members.stream()
                                        .filter(m -> m.group().equals(group))
                                        .filter(m -> m.owned().contains(at))
                                        .toList();
                        Long committed = auditor.latest().get(at);
                        long end = ends.getOrDefault(at, 0L);
                        if (owners.size() != 1
                                || (end > 0 && !Long.valueOf(end).equals(committed))) {
                            text.append(
                                    "group %s, %s: %d owners, committed %s of %d; "
                                            .formatted(group, at, owners.size(), committed, end));
                        }
                    }
                    if (text.length() > before) {
                        members.stream()
                                .filter(m -> m.group().equals(group))
                                .forEach(m -> text.append(m).append("; "));
                    }
                });
        return text.toString();
    }
}
