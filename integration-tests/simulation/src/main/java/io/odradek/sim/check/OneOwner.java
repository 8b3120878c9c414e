package io.odradek.sim.check;

import io.odradek.sim.client.Address;
import io.odradek.sim.client.GroupEvent;
import io.odradek.sim.client.GroupEvent.Owns;
import io.odradek.sim.node.SimHost;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A partition has at most one owner in a group, as members see it. By the classic protocol, where a
 * rebalance may leave somebody behind who learns of it late: in one generation. By the consumer
 * protocol: at any time, until the owner gave it up or its session ended by its own clock; what a
 * coordinator says that is none any more puts no session off.
 */
public final class OneOwner implements ClusterChecker {
    private record Given(String group, int generation, Address at) {}

    private record Holder(int member, int epoch, long untilNanos) {}

    private final Map<Given, Integer> given = new HashMap<>();
    private final Map<String, Map<Address, Holder>> holders = new HashMap<>();
    private final TrueCoordinators coordinators = new TrueCoordinators();

    @Override
    public void look(List<SimHost> hosts) {
        coordinators.look(hosts);
    }

    @Override
    public void grouped(GroupEvent event) {
        if (event instanceof Owns owns) {
            switch (owns.protocol()) {
                case CLASSIC -> inGeneration(owns);
                case CONSUMER -> inTime(owns);
            }
        }
    }

    private void inGeneration(Owns owns) {
        for (Address at : owns.partitions()) {
            Given place = new Given(owns.group(), owns.epoch(), at);
            Integer other = given.putIfAbsent(place, owns.member());
            if (other != null && other != owns.member()) {
                throw new Violation(
                        OneOwner.class,
                        "in generation %d of group %s both members %d and %d were given %s"
                                .formatted(owns.epoch(), owns.group(), other, owns.member(), at));
            }
        }
    }

    private void inTime(Owns owns) {
        Map<Address, Holder> group = holders.computeIfAbsent(owns.group(), _ -> new HashMap<>());
        if (owns.broker() >= 0
                && !owns.partitions().isEmpty()
                && owns.broker() != coordinators.of(owns.group())) {
            group.entrySet()
                    .removeIf(
                            held ->
                                    held.getValue().member == owns.member()
                                            && !owns.partitions().contains(held.getKey()));
            return;
        }
        group.values().removeIf(holder -> holder.member == owns.member());
        if (owns.untilNanos() <= owns.atNanos()) {
            return;
        }
        for (Address at : owns.partitions()) {
            @Nullable Holder other =
                    group.put(at, new Holder(owns.member(), owns.epoch(), owns.untilNanos()));
            if (other != null && other.untilNanos > owns.atNanos()) {
                throw new Violation(
                        OneOwner.class,
                        "member %d of group %s was given %s in epoch %d, which member %d still owns since epoch %d, its session being good for %d ms more"
                                .formatted(
                                        owns.member(),
                                        owns.group(),
                                        at,
                                        owns.epoch(),
                                        other.member,
                                        other.epoch,
                                        (other.untilNanos - owns.atNanos()) / 1_000_000));
            }
        }
    }
}
