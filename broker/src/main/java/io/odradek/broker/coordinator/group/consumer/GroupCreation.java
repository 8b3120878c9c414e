package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.classic.ClassicGroup;
import io.odradek.broker.coordinator.group.classic.ClassicProtocol;
import io.odradek.broker.coordinator.group.classic.ClassicProtocol.WaitingJoin;
import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.group.shared.Groups;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.controller.image.ClusterImage;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Finds, makes or converts the group that a member of the consumer protocol joins. */
final class GroupCreation {
    private final Groups groups;
    private final TopicIndex index;
    private final Regexes regexes;
    private final Joins joins;
    private final Upgrade upgrade;
    private final ClassicProtocol classic;
    private final MemberTimers timers;

    GroupCreation(
            Groups groups,
            TopicIndex index,
            Regexes regexes,
            Joins joins,
            Upgrade upgrade,
            ClassicProtocol classic,
            MemberTimers timers) {
        this.groups = groups;
        this.index = index;
        this.regexes = regexes;
        this.joins = joins;
        this.upgrade = upgrade;
        this.classic = classic;
        this.timers = timers;
    }

    /** Null if the id is free, or that of a classic group. */
    @Nullable ConsumerGroup find(String groupId) {
        return groups.find(groupId) instanceof ConsumerGroup group ? group : null;
    }

    /** One that is not in the table yet: its first record puts it there. */
    ConsumerGroup unborn(String groupId) {
        return new ConsumerGroup(groupId, index, regexes);
    }

    /**
     * Makes room for a group of this protocol. A classic one of nobody gives way, one with members
     * is converted; its offsets stay in either case.
     *
     * @return the joins that waited in the classic group, to be answered now
     * @throws GroupException GROUP_ID_NOT_FOUND if the members cannot be converted,
     *     GROUP_MAX_SIZE_REACHED; nothing has changed then
     */
    List<WaitingJoin> displace(
            String groupId, @Nullable String instanceId, ClusterImage image, Now now, Effects out) {
        if (!(groups.find(groupId) instanceof ClassicGroup former)) {
            return List.of();
        }
        if (!former.isEmpty()) {
            upgrade.check(former);
            joins.checkSize(groupId, former.members().size(), takesPlace(former, instanceId));
        }
        former.tombstones().forEach(out::append);
        List<WaitingJoin> waiting = classic.release(former, out);
        groups.remove(groupId);
        if (!former.isEmpty()) {
            upgrade.write(former, image, now, out);
            beginSessions(groupId, now);
        }
        return waiting;
    }

    private void beginSessions(String groupId, Now now) {
        @Nullable ConsumerGroup converted = find(groupId);
        if (converted != null) {
            for (Member member : converted.members()) {
                timers.heard(converted, member, now);
            }
        }
    }

    private static boolean takesPlace(ClassicGroup group, @Nullable String instanceId) {
        return instanceId != null
                && group.members().stream().anyMatch(m -> instanceId.equals(m.instanceId()));
    }
}
