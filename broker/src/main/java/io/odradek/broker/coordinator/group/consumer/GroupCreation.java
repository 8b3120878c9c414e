package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.shared.Group;
import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.group.shared.Groups;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

/** Finds or makes the group that a member of the consumer protocol joins. */
final class GroupCreation {
    private final Groups groups;
    private final TopicIndex index;
    private final Regexes regexes;

    GroupCreation(Groups groups, TopicIndex index, Regexes regexes) {
        this.groups = groups;
        this.index = index;
        this.regexes = regexes;
    }

    /**
     * A group of nobody gives way to one of another protocol; its offsets stay.
     *
     * @return perhaps one that is not in the table yet: its first record puts it there
     * @throws GroupException GROUP_ID_NOT_FOUND if a group of another protocol has members
     */
    ConsumerGroup groupToJoin(String groupId, @Nullable String instanceId, Now now, Effects out) {
        @Nullable Group found = groups.find(groupId);
        if (found instanceof ConsumerGroup group) {
            return group;
        }
        if (found != null) {
            if (!found.isEmpty()) {
                throw new GroupException(
                        ErrorCode.GROUP_ID_NOT_FOUND,
                        "group "
                                + groupId
                                + " has members of the classic protocol and cannot be migrated:"
                                + " stop them first");
            }
            found.tombstones().forEach(out::append);
        }
        return new ConsumerGroup(groupId, index, regexes);
    }
}
