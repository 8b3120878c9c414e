package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.classic.Leaves;
import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.controller.image.ClusterImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.HeartbeatRequest;
import io.odradek.wire.message.LeaveGroupRequest;
import io.odradek.wire.message.LeaveGroupRequest.MemberIdentity;
import io.odradek.wire.message.LeaveGroupResponse;
import io.odradek.wire.message.SyncGroupRequest;
import io.odradek.wire.message.SyncGroupResponse;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Classic members of a group of the consumer protocol, once they have joined: each is told to join
 * again when there is something new for it, and gets its assignment from the target.
 */
final class ClassicMembers {
    private final Rebalancer rebalancer;
    private final Departures departures;
    private final MemberTimers timers;

    ClassicMembers(Rebalancer rebalancer, Departures departures, MemberTimers timers) {
        this.rebalancer = rebalancer;
        this.departures = departures;
        this.timers = timers;
    }

    /**
     * @throws GroupException UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION,
     *     INCONSISTENT_GROUP_PROTOCOL, or REBALANCE_IN_PROGRESS if it must join again
     */
    SyncGroupResponse sync(
            ConsumerGroup group,
            SyncGroupRequest request,
            ClusterImage image,
            Now now,
            Effects out) {
        Member member =
                member(
                        group,
                        request.memberId(),
                        request.groupInstanceId(),
                        request.generationId());
        same(group, "protocol type", request.protocolType(), Embedded.PROTOCOL_TYPE);
        same(group, "strategy", request.protocolName(), member.classicProtocol());
        timers.heard(group, member, now);
        if (mustJoinAgain(group, member, image, now, out)) {
            timers.synced(group, member);
            timers.expectJoin(group, member, now);
            return SyncGroupResponse.builder()
                    .errorCode(ErrorCode.REBALANCE_IN_PROGRESS.code())
                    .build();
        }
        timers.synced(group, member);
        short version =
                member.classicSubscription().map(Embedded.Subscription::version).orElse((short) 0);
        return SyncGroupResponse.builder()
                .protocolType(Embedded.PROTOCOL_TYPE)
                .protocolName(member.classicProtocol())
                .assignment(Embedded.assignment(member.current().assigned(), version, image))
                .build();
    }

    /**
     * @return NONE, or REBALANCE_IN_PROGRESS if it must join again
     * @throws GroupException UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION
     */
    ErrorCode heartbeat(
            ConsumerGroup group,
            HeartbeatRequest request,
            ClusterImage image,
            Now now,
            Effects out) {
        Member member =
                member(
                        group,
                        request.memberId(),
                        request.groupInstanceId(),
                        request.generationId());
        timers.heard(group, member, now);
        if (!mustJoinAgain(group, member, image, now, out)) {
            return ErrorCode.NONE;
        }
        timers.expectJoin(group, member, now);
        return ErrorCode.REBALANCE_IN_PROGRESS;
    }

    /** Also how an operator removes static members, whichever protocol they speak. */
    LeaveGroupResponse leave(
            ConsumerGroup group,
            RequestOrigin from,
            LeaveGroupRequest request,
            ClusterImage image,
            Now now,
            Effects out) {
        List<Member> leaving = new ArrayList<>();
        LeaveGroupResponse answer =
                Leaves.answer(from, request, who -> leaving(group, who, leaving));
        departures.remove(group, leaving, image, now, out);
        return answer;
    }

    private static ErrorCode leaving(
            ConsumerGroup group, MemberIdentity who, List<Member> leaving) {
        @Nullable String instanceId = who.groupInstanceId();
        @Nullable Member member =
                instanceId == null ? group.find(who.memberId()) : group.findInstance(instanceId);
        if (member == null || leaving.contains(member)) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        if (!who.memberId().isEmpty() && !who.memberId().equals(member.id())) {
            return ErrorCode.FENCED_INSTANCE_ID;
        }
        leaving.add(member);
        return ErrorCode.NONE;
    }

    /**
     * Whether there is a new epoch, or all that it waits for is free now. One that has just been
     * told to give partitions up joins again by itself when it has.
     */
    private boolean mustJoinAgain(
            ConsumerGroup group, Member member, ClusterImage image, Now now, Effects out) {
        rebalancer.refresh(group, false, image, now, out);
        return switch (member.current().state()) {
            case UNREVOKED_PARTITIONS -> false;
            case STABLE -> group.epoch() > member.epoch();
            case UNRELEASED_PARTITIONS ->
                    group.epoch() > member.epoch()
                            || Reconciliation.hasAllToGet(member, group.owners());
        };
    }

    private static Member member(
            ConsumerGroup group, String memberId, @Nullable String instanceId, int generation) {
        Member member = MemberRules.find(group, memberId, instanceId);
        if (!member.isClassic()) {
            throw MemberRules.unknown(group.groupId(), memberId);
        }
        if (generation != member.epoch()) {
            throw new GroupException(
                    ErrorCode.ILLEGAL_GENERATION,
                    "member "
                            + memberId
                            + " of group "
                            + group.groupId()
                            + " is in generation "
                            + member.epoch()
                            + ", not "
                            + generation
                            + ": it must join again");
        }
        return member;
    }

    private static void same(
            ConsumerGroup group, String what, @Nullable String said, String actual) {
        if (said != null && !said.equals(actual)) {
            throw new GroupException(
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "the member of group "
                            + group.groupId()
                            + " was told "
                            + what
                            + " "
                            + actual
                            + ", not "
                            + said);
        }
    }
}
