package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

/** Whether a sender is the member it says it is. */
final class MemberRules {
    private MemberRules() {}

    /**
     * @throws GroupException UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID if another has taken its
     *     place
     */
    static Member find(ConsumerGroup group, String memberId, @Nullable String instanceId) {
        @Nullable Member member =
                instanceId == null ? group.find(memberId) : group.findInstance(instanceId);
        if (member == null) {
            throw unknown(group.groupId(), memberId);
        }
        if (!member.id().equals(memberId)) {
            throw new GroupException(
                    ErrorCode.FENCED_INSTANCE_ID,
                    "instance "
                            + instanceId
                            + " of group "
                            + group.groupId()
                            + " is member "
                            + member.id()
                            + " now, not "
                            + memberId
                            + ": two processes may not share a group.instance.id");
        }
        return member;
    }

    static GroupException unknown(String groupId, String memberId) {
        return new GroupException(
                ErrorCode.UNKNOWN_MEMBER_ID,
                "member " + memberId + " is not in group " + groupId + ": it must join again");
    }

    /**
     * A member is at the epoch it was last told; or at the one before, if our answer was lost, and
     * then it cannot hold more than it had.
     *
     * @throws GroupException FENCED_MEMBER_EPOCH
     */
    static void checkEpoch(Member member, int epoch, Owned owned) {
        Current current = member.current();
        boolean fits =
                epoch == current.epoch()
                        || (epoch < current.epoch()
                                && epoch == current.previousEpoch()
                                && owned.within(current.assigned()));
        if (!fits) {
            throw new GroupException(
                    ErrorCode.FENCED_MEMBER_EPOCH,
                    "member "
                            + member.id()
                            + " says epoch "
                            + epoch
                            + " but is at "
                            + current.epoch()
                            + ": it must give up all its partitions and join again");
        }
    }

    /**
     * Who joins as a static member may take the place of one that speaks the classic protocol or
     * has left for a while, and of no other.
     *
     * @throws GroupException UNRELEASED_INSTANCE_ID
     */
    static void checkReleased(ConsumerGroup group, Member holder) {
        if (!holder.isClassic() && holder.epoch() != Current.AWAY) {
            throw new GroupException(
                    ErrorCode.UNRELEASED_INSTANCE_ID,
                    "instance "
                            + holder.instanceId()
                            + " of group "
                            + group.groupId()
                            + " is still held by member "
                            + holder.id()
                            + ": wait until it leaves or its session times out");
        }
    }

    /**
     * @throws GroupException GROUP_MAX_SIZE_REACHED
     */
    static void checkSize(String groupId, int size, int maxSize) {
        if (size >= maxSize) {
            throw new GroupException(
                    ErrorCode.GROUP_MAX_SIZE_REACHED,
                    "group "
                            + groupId
                            + " has "
                            + size
                            + " members, as many as group.consumer.max.size allows");
        }
    }
}
