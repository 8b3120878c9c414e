package io.odradek.broker.coordinator.group.classic;

import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.SyncGroupRequest;
import io.odradek.wire.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.odradek.wire.message.SyncGroupResponse;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The leader hands in who gets what; everybody asks for his part and waits until it is known. */
final class Syncs {
    private final Rebalance rebalance;

    Syncs(Rebalance rebalance) {
        this.rebalance = rebalance;
    }

    void sync(
            ClassicGroup group,
            SyncGroupRequest request,
            short version,
            ReplyTo<SyncGroupResponse> to,
            Now now,
            Effects out) {
        ClassicMember member = group.member(request.memberId(), request.groupInstanceId());
        group.checkGeneration(request.generationId());
        checkSame(group, "type", request.protocolType(), group.protocolType());
        checkSame(group, "strategy", request.protocolName(), group.protocol());
        switch (group.state()) {
            case EMPTY, PREPARING_REBALANCE ->
                    out.reply(to, Answers.syncRefused(ErrorCode.REBALANCE_IN_PROGRESS));
            case STABLE -> {
                rebalance.synced(group, member);
                rebalance.sessions().putOff(group, member, now);
                out.reply(to, Answers.synced(group, member));
            }
            case COMPLETING_REBALANCE -> {
                rebalance.synced(group, member);
                rebalance.sessions().putOff(group, member, now);
                // Whoever sent a former request waits for it no longer.
                Answers.refuseSync(member, ErrorCode.REBALANCE_IN_PROGRESS, out);
                member.sync = new Parked<>(to, version);
                if (group.isLeader(member)) {
                    assign(group, request, now, out);
                }
            }
        }
    }

    private void assign(ClassicGroup group, SyncGroupRequest request, Now now, Effects out) {
        Map<String, ByteBuffer> given = new HashMap<>();
        for (SyncGroupRequestAssignment one : request.assignments()) {
            given.put(one.memberId(), one.assignment());
        }
        for (ClassicMember member : group.members()) {
            ByteBuffer assignment = given.get(member.id());
            member.assign(
                    assignment == null ? ClassicMember.NOTHING : ClassicGroup.copy(assignment));
        }
        group.become(ClassicState.STABLE, now.wallMs());
        GroupLog.write(group, out);
        for (ClassicMember member : group.members()) {
            Parked<SyncGroupResponse> sync = member.sync;
            member.sync = null;
            if (sync != null) {
                rebalance.sessions().putOff(group, member, now);
                out.reply(sync.to(), Answers.synced(group, member));
            }
        }
    }

    private static void checkSame(
            ClassicGroup group, String what, @Nullable String claimed, @Nullable String actual) {
        if (claimed != null && actual != null && !claimed.equals(actual)) {
            throw new GroupException(
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "Group "
                            + group.groupId()
                            + " uses "
                            + what
                            + " '"
                            + actual
                            + "', not '"
                            + claimed
                            + "'.");
        }
    }
}
