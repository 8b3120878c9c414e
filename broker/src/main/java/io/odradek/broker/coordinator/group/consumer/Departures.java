package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.shared.Groups;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.controller.image.ClusterImage;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Members that go: by leaving, for good or for a while, or because their time is over. */
final class Departures {
    private final Groups groups;
    private final Rebalancer rebalancer;
    private final MemberTimers timers;
    private final Downgrade downgrade;

    Departures(Groups groups, Rebalancer rebalancer, MemberTimers timers, Downgrade downgrade) {
        this.groups = groups;
        this.rebalancer = rebalancer;
        this.timers = timers;
        this.downgrade = downgrade;
    }

    /** Their partitions are free from now on. */
    void remove(
            ConsumerGroup group, List<Member> members, ClusterImage image, Now now, Effects out) {
        for (Member member : members) {
            Records.memberTombstones(group.groupId(), member.id()).forEach(out::append);
            timers.cancel(group.groupId(), member.id());
        }
        if (downgrade.isDue(group)) {
            downgrade.convert(group, image, now, out);
        } else if (!members.isEmpty()) {
            rebalancer.shrunk(group, image, now, out);
        }
    }

    void expire(String groupId, String memberId, ClusterImage image, Now now, Effects out) {
        if (groups.find(groupId) instanceof ConsumerGroup group) {
            @Nullable Member member = group.find(memberId);
            if (member != null) {
                remove(group, List.of(member), image, now, out);
            }
        }
    }

    /** A static member restarts: nobody else gets its partitions until its session ends. */
    void away(ConsumerGroup group, Member member, Now now, Effects out) {
        out.append(Records.current(group.groupId(), member.id(), member.current().away()));
        timers.stepped(group, member, now);
        timers.heard(group, member, now);
    }
}
