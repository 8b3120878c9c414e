package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

/** Who may commit and fetch offsets of a group of the consumer protocol (KIP-848). */
final class OffsetRules {
    /** The first OffsetCommit that knows of member epochs. */
    private static final int FIRST_VERSION = 9;

    private OffsetRules() {}

    static void checkCommit(ConsumerGroup group, String memberId, int epoch, short apiVersion) {
        if (epoch < 0 && group.isEmpty()) {
            // From outside, such as a tool that resets offsets.
            return;
        }
        Member member = member(group, memberId);
        if (!member.isClassic() && apiVersion < FIRST_VERSION) {
            throw new GroupException(
                    ErrorCode.UNSUPPORTED_VERSION,
                    "OffsetCommit version "
                            + apiVersion
                            + " cannot say a member epoch: members of the consumer protocol commit"
                            + " with version 9 or later");
        }
        checkEpoch(group, member, epoch);
    }

    static void checkFetch(ConsumerGroup group, @Nullable String memberId, int epoch) {
        if (memberId == null && epoch < 0) {
            return;
        }
        checkEpoch(group, member(group, memberId == null ? "" : memberId), epoch);
    }

    private static Member member(ConsumerGroup group, String memberId) {
        @Nullable Member member = group.find(memberId);
        if (member == null) {
            throw new GroupException(
                    ErrorCode.UNKNOWN_MEMBER_ID,
                    "member '"
                            + memberId
                            + "' is not in group "
                            + group.groupId()
                            + ": it must join, or the group must be empty");
        }
        return member;
    }

    private static void checkEpoch(ConsumerGroup group, Member member, int epoch) {
        if (epoch != member.epoch()) {
            throw new GroupException(
                    member.isClassic()
                            ? ErrorCode.ILLEGAL_GENERATION
                            : ErrorCode.STALE_MEMBER_EPOCH,
                    "member "
                            + member.id()
                            + " of group "
                            + group.groupId()
                            + " is at epoch "
                            + member.epoch()
                            + ", not "
                            + epoch);
        }
    }
}
