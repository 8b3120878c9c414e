package io.odradek.broker.coordinator.group.classic;

import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.LeaveGroupRequest;
import io.odradek.wire.message.LeaveGroupRequest.MemberIdentity;
import io.odradek.wire.message.LeaveGroupResponse;
import io.odradek.wire.message.LeaveGroupResponse.MemberResponse;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Members that go, one (to version 2) or many, of their own will or an operator's (KIP-345). */
public final class Leaves {
    private static final int MANY_MEMBERS = 3;

    private final Rebalance rebalance;

    Leaves(Rebalance rebalance) {
        this.rebalance = rebalance;
    }

    void leave(
            ClassicGroup group,
            RequestOrigin from,
            LeaveGroupRequest request,
            ReplyTo<LeaveGroupResponse> to,
            Now now,
            Effects out) {
        int before = group.size();
        out.reply(to, answer(from, request, who -> leave(group, who, now, out)));
        if (group.size() < before) {
            rebalance.demand(group, now, out);
        }
    }

    private ErrorCode leave(ClassicGroup group, MemberIdentity who, Now now, Effects out) {
        String instanceId = who.groupInstanceId();
        if (instanceId == null && group.pending().contains(who.memberId())) {
            rebalance.forgetPending(group, who.memberId(), now, out);
            return ErrorCode.NONE;
        }
        ClassicMember member =
                instanceId == null ? group.find(who.memberId()) : group.findStatic(instanceId);
        if (member == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        // An operator names only the instance.
        if (instanceId != null
                && !who.memberId().isEmpty()
                && !who.memberId().equals(member.id())) {
            return ErrorCode.FENCED_INSTANCE_ID;
        }
        rebalance.drop(group, member, out);
        return ErrorCode.NONE;
    }

    /** Answers for each who is named, in the shape of the version that was asked. */
    public static LeaveGroupResponse answer(
            RequestOrigin from,
            LeaveGroupRequest request,
            Function<MemberIdentity, ErrorCode> leave) {
        if (from.apiVersion() < MANY_MEMBERS) {
            MemberIdentity only = MemberIdentity.builder().memberId(request.memberId()).build();
            return LeaveGroupResponse.builder().errorCode(leave.apply(only).code()).build();
        }
        List<MemberResponse> answers = new ArrayList<>(request.members().size());
        for (MemberIdentity who : request.members()) {
            answers.add(
                    MemberResponse.builder()
                            .memberId(who.memberId())
                            .groupInstanceId(who.groupInstanceId())
                            .errorCode(leave.apply(who).code())
                            .build());
        }
        return LeaveGroupResponse.builder().members(List.copyOf(answers)).build();
    }
}
