package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue;

import org.jspecify.annotations.Nullable;

/** Members that come, new or back, by either protocol. */
final class Joins {
    private final MemberTimers timers;
    private final int maxSize;

    Joins(MemberTimers timers, int maxSize) {
        this.timers = timers;
        this.maxSize = maxSize;
    }

    /** The member whose place the joining one has or takes; null if it is an additional one. */
    static @Nullable Member predecessor(
            ConsumerGroup group, String memberId, @Nullable String instanceId) {
        @Nullable Member holder = instanceId == null ? null : group.findInstance(instanceId);
        return holder == null ? group.find(memberId) : holder;
    }

    /** To be asked before anything is changed. */
    void checkSize(String groupId, int size, boolean takesPlace) {
        if (!takesPlace) {
            MemberRules.checkSize(groupId, size, maxSize);
        }
    }

    /**
     * Writes down who joined, with the partitions and the target of the one it takes the place of.
     *
     * @return whether the group must be assigned anew
     */
    boolean join(
            ConsumerGroup group,
            String memberId,
            @Nullable Member predecessor,
            ConsumerGroupMemberMetadataValue metadata,
            Effects out) {
        String groupId = group.groupId();
        if (predecessor == null) {
            out.append(Records.member(groupId, memberId, metadata));
            return true;
        }
        ConsumerGroupMemberMetadataValue before = predecessor.metadata();
        if (!predecessor.id().equals(memberId)) {
            PartitionSet target = predecessor.target();
            Current current = predecessor.current().takenOver();
            Records.memberTombstones(groupId, predecessor.id()).forEach(out::append);
            timers.cancel(groupId, predecessor.id());
            out.append(Records.member(groupId, memberId, metadata));
            out.append(Records.target(groupId, memberId, target));
            out.append(Records.current(groupId, memberId, current));
        } else if (!before.equals(metadata)) {
            out.append(Records.member(groupId, memberId, metadata));
        }
        return MemberDescription.asksForOther(before, metadata);
    }
}
