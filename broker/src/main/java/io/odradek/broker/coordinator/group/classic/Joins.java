package io.odradek.broker.coordinator.group.classic;

import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.JoinGroupRequest;
import io.odradek.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.odradek.wire.message.JoinGroupResponse;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Who may join, and what its joining sets in motion. */
final class Joins {
    /** Since KIP-394 a member comes twice, so that one who retries does not leave ghosts behind. */
    private static final int ASKS_FOR_ID_FIRST = 4;

    private final GroupSettings.Classic settings;
    private final RandomGenerator random;
    private final Rebalance rebalance;

    /**
     * A request, and what is kept of it.
     *
     * @param protocols copies
     */
    private record Wish(
            RequestOrigin from, JoinGroupRequest request, List<ClassicMember.Protocol> protocols) {
        /** Version 0 knows one timeout for both. */
        int rebalanceTimeoutMs() {
            return request.rebalanceTimeoutMs() == -1
                    ? request.sessionTimeoutMs()
                    : request.rebalanceTimeoutMs();
        }

        ClassicMember member(String memberId) {
            return new ClassicMember(
                    memberId,
                    request.groupInstanceId(),
                    from.clientId(),
                    from.clientHost(),
                    rebalanceTimeoutMs(),
                    request.sessionTimeoutMs(),
                    protocols);
        }
    }

    Joins(GroupSettings.Classic settings, RandomGenerator random, Rebalance rebalance) {
        this.settings = settings;
        this.random = random;
        this.rebalance = rebalance;
    }

    void checkSession(JoinGroupRequest request) {
        int timeoutMs = request.sessionTimeoutMs();
        if (timeoutMs < settings.minSessionTimeoutMs()
                || timeoutMs > settings.maxSessionTimeoutMs()) {
            throw new GroupException(
                    ErrorCode.INVALID_SESSION_TIMEOUT,
                    "session.timeout.ms="
                            + timeoutMs
                            + " of a member of group "
                            + request.groupId()
                            + " is not within group.min.session.timeout.ms="
                            + settings.minSessionTimeoutMs()
                            + " and group.max.session.timeout.ms="
                            + settings.maxSessionTimeoutMs()
                            + ".");
        }
    }

    void join(
            ClassicGroup group,
            RequestOrigin from,
            JoinGroupRequest request,
            ReplyTo<JoinGroupResponse> to,
            Now now,
            Effects out) {
        checkRoom(group, request, now, out);
        Parked<JoinGroupResponse> join = new Parked<>(to, from.apiVersion());
        Wish wish = new Wish(from, request, protocols(request));
        if (!request.memberId().isEmpty()) {
            joinAgain(group, wish, join, now, out);
        } else if (request.groupInstanceId() != null) {
            joinStatic(group, wish, request.groupInstanceId(), join, now, out);
        } else {
            joinNew(group, wish, join, now, out);
        }
    }

    private void checkRoom(ClassicGroup group, JoinGroupRequest request, Now now, Effects out) {
        ClassicMember member = group.find(request.memberId());
        boolean hasRoom =
                switch (group.state()) {
                    case EMPTY -> true;
                    // A group that shrinks keeps those who come back first.
                    case PREPARING_REBALANCE ->
                            (member != null && member.join != null)
                                    || group.joined() < settings.maxSize();
                    case COMPLETING_REBALANCE, STABLE ->
                            member != null
                                    || replacesStatic(group, request)
                                    || group.size() < settings.maxSize();
                };
        if (!hasRoom) {
            rebalance.forgetPending(group, request.memberId(), now, out);
            throw new GroupException(
                    ErrorCode.GROUP_MAX_SIZE_REACHED,
                    "Group "
                            + group.groupId()
                            + " has its "
                            + settings.maxSize()
                            + " members; group.max.size allows no more.");
        }
    }

    private static boolean replacesStatic(ClassicGroup group, JoinGroupRequest request) {
        String instanceId = request.groupInstanceId();
        return instanceId != null && group.findStatic(instanceId) != null;
    }

    private void joinNew(
            ClassicGroup group, Wish wish, Parked<JoinGroupResponse> join, Now now, Effects out) {
        checkProtocols(group, null, wish);
        String memberId = newMemberId(wish.from.clientId());
        if (wish.from.apiVersion() >= ASKS_FOR_ID_FIRST) {
            group.pending().add(memberId);
            rebalance.sessions().expectBack(group, memberId, wish.request.sessionTimeoutMs(), now);
            out.reply(
                    join.to(),
                    Answers.joinRefused(memberId, ErrorCode.MEMBER_ID_REQUIRED, join.version()));
        } else {
            add(group, wish, memberId, join, now, out);
        }
    }

    private void joinStatic(
            ClassicGroup group,
            Wish wish,
            String instanceId,
            Parked<JoinGroupResponse> join,
            Now now,
            Effects out) {
        ClassicMember former = group.findStatic(instanceId);
        checkProtocols(group, former, wish);
        String memberId = newMemberId(instanceId);
        if (former == null) {
            add(group, wish, memberId, join, now, out);
        } else {
            ClassicMember successor = wish.member(memberId);
            StaticMembers.replace(rebalance, group, former, successor, join, now, out);
        }
    }

    private void joinAgain(
            ClassicGroup group, Wish wish, Parked<JoinGroupResponse> join, Now now, Effects out) {
        JoinGroupRequest request = wish.request;
        if (group.pending().contains(request.memberId()) && request.groupInstanceId() == null) {
            checkProtocols(group, null, wish);
            add(group, wish, request.memberId(), join, now, out);
            return;
        }
        ClassicMember member = group.member(request.memberId(), request.groupInstanceId());
        checkProtocols(group, member, wish);
        boolean wantsSame = member.protocols().equals(wish.protocols);
        boolean missedTheAnswer =
                switch (group.state()) {
                    case COMPLETING_REBALANCE -> wantsSame;
                    // A leader that joins wants to assign anew.
                    case STABLE -> wantsSame && !group.isLeader(member);
                    case PREPARING_REBALANCE, EMPTY -> false;
                };
        if (missedTheAnswer) {
            rebalance.sessions().putOff(group, member, now);
            out.reply(join.to(), Answers.joined(group, member));
        } else {
            update(group, wish, member, join, now, out);
        }
    }

    private void update(
            ClassicGroup group,
            Wish wish,
            ClassicMember member,
            Parked<JoinGroupResponse> join,
            Now now,
            Effects out) {
        group.update(
                member, wish.rebalanceTimeoutMs(), wish.request.sessionTimeoutMs(), wish.protocols);
        if (!member.isNew) {
            rebalance.sessions().putOff(group, member, now);
        }
        // Whoever sent the former waits for it no longer.
        Answers.refuseJoin(
                group.park(member, join), member.id(), ErrorCode.REBALANCE_IN_PROGRESS, out);
        rebalance.demand(group, now, out);
    }

    private void add(
            ClassicGroup group,
            Wish wish,
            String memberId,
            Parked<JoinGroupResponse> join,
            Now now,
            Effects out) {
        ClassicMember member = wish.member(memberId);
        member.isNew = true;
        member.join = join;
        group.add(member, wish.request.protocolType());
        rebalance.sessions().await(group, member, now);
        rebalance.demand(group, now, out);
    }

    private static void checkProtocols(
            ClassicGroup group, @Nullable ClassicMember self, Wish wish) {
        if (!group.accepts(self, wish.request.protocolType(), wish.protocols)) {
            throw new GroupException(
                    ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                    "Group "
                            + group.groupId()
                            + " is of type '"
                            + group.protocolType()
                            + "'; a member of type '"
                            + wish.request.protocolType()
                            + "' that shares no assignment strategy with the others cannot join.");
        }
    }

    private String newMemberId(String prefix) {
        // Version 4, variant 2, as any random UUID.
        long most = (random.nextLong() & ~0xF000L) | 0x4000L;
        long least = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return prefix + "-" + new UUID(most, least);
    }

    private static List<ClassicMember.Protocol> protocols(JoinGroupRequest request) {
        Map<String, ClassicMember.Protocol> byName = new LinkedHashMap<>();
        for (JoinGroupRequestProtocol protocol : request.protocols()) {
            byName.putIfAbsent(
                    protocol.name(),
                    new ClassicMember.Protocol(
                            protocol.name(), ClassicGroup.copy(protocol.metadata())));
        }
        return List.copyOf(byName.values());
    }
}
