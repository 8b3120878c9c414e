package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.classic.ClassicProtocol.WaitingJoin;
import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.controller.image.ClusterImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue.ClassicProtocol;
import io.odradek.wire.message.JoinGroupRequest;
import io.odradek.wire.message.JoinGroupResponse;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Members that join a group of the consumer protocol by the classic one. Nobody waits for anybody:
 * each is answered at once, with its own epoch as generation and with no leader.
 */
final class ClassicJoins {
    /** Since KIP-394 a member comes twice, so that one who retries does not leave ghosts behind. */
    private static final int ASKS_FOR_ID_FIRST = 4;

    /** Before it, no answer had a null protocol name. */
    private static final int NULL_PROTOCOL_NAME = 7;

    private final MemberIds ids;
    private final Joins joins;
    private final Rebalancer rebalancer;
    private final MemberTimers timers;
    private final Downgrade downgrade;
    private final io.odradek.broker.coordinator.group.classic.ClassicProtocol classic;

    ClassicJoins(
            MemberIds ids,
            Joins joins,
            Rebalancer rebalancer,
            MemberTimers timers,
            Downgrade downgrade,
            io.odradek.broker.coordinator.group.classic.ClassicProtocol classic) {
        this.ids = ids;
        this.joins = joins;
        this.rebalancer = rebalancer;
        this.timers = timers;
        this.downgrade = downgrade;
        this.classic = classic;
    }

    /**
     * @throws GroupException if it is refused; nothing has changed then
     */
    void join(
            ConsumerGroup group,
            RequestOrigin from,
            JoinGroupRequest request,
            ReplyTo<JoinGroupResponse> to,
            ClusterImage image,
            Now now,
            Effects out) {
        classic.checkSession(request);
        List<ClassicProtocol> protocols = protocols(request);
        Embedded.Subscription subscription = subscription(group, request, protocols);
        @Nullable String instanceId = request.groupInstanceId();
        @Nullable Member predecessor = predecessor(group, request.memberId(), instanceId);
        checkCommonProtocol(group, predecessor, protocols);
        joins.checkSize(group.groupId(), group.size(), predecessor != null);
        if (request.memberId().isEmpty()
                && instanceId == null
                && from.apiVersion() >= ASKS_FOR_ID_FIRST) {
            String memberId = ids.freshFor(from.clientId());
            out.reply(to, refused(memberId, ErrorCode.MEMBER_ID_REQUIRED, from.apiVersion()));
            return;
        }
        String memberId =
                request.memberId().isEmpty()
                        ? ids.freshFor(instanceId == null ? from.clientId() : instanceId)
                        : request.memberId();
        boolean regroup =
                joins.join(
                        group,
                        memberId,
                        predecessor,
                        metadata(from, request, subscription, protocols),
                        out);
        if (downgrade.isDue(group)) {
            // It took the place of the last member of the consumer protocol.
            JoinGroupRequest named = request.toBuilder().memberId(memberId).build();
            downgrade.convertAndJoin(group, from, named, to, image, now, out);
            return;
        }
        Member member = MemberRules.find(group, memberId, instanceId);
        Owned owned = Owned.joining(subscription.owned(image));
        out.reply(to, joined(group, member, regroup, owned, image, now, out));
    }

    /** Joins that were waiting when their group became one of the consumer protocol. */
    void joinWaiting(
            ConsumerGroup group,
            List<WaitingJoin> waiting,
            ClusterImage image,
            Now now,
            Effects out) {
        for (WaitingJoin join : waiting) {
            @Nullable Member member = group.find(join.memberId());
            out.reply(
                    join.to(),
                    member == null
                            ? refused(
                                    join.memberId(),
                                    ErrorCode.FENCED_INSTANCE_ID,
                                    join.apiVersion())
                            : joinWaiting(group, member, image, now, out));
        }
    }

    private JoinGroupResponse joinWaiting(
            ConsumerGroup group, Member member, ClusterImage image, Now now, Effects out) {
        Owned owned =
                member.classicSubscription()
                        .map(s -> Owned.joining(s.owned(image)))
                        .orElse(Owned.UNSAID);
        return joined(group, member, false, owned, image, now, out);
    }

    private JoinGroupResponse joined(
            ConsumerGroup group,
            Member member,
            boolean regroup,
            Owned owned,
            ClusterImage image,
            Now now,
            Effects out) {
        rebalancer.advance(group, member, regroup, owned, image, now, out);
        timers.heard(group, member, now);
        timers.expectSync(group, member, now);
        return JoinGroupResponse.builder()
                .generationId(member.epoch())
                .protocolType(Embedded.PROTOCOL_TYPE)
                .protocolName(member.classicProtocol())
                .memberId(member.id())
                .build();
    }

    private static JoinGroupResponse refused(String memberId, ErrorCode why, short apiVersion) {
        return JoinGroupResponse.builder()
                .errorCode(why.code())
                .protocolName(apiVersion >= NULL_PROTOCOL_NAME ? null : "")
                .memberId(memberId)
                .build();
    }

    private static @Nullable Member predecessor(
            ConsumerGroup group, String memberId, @Nullable String instanceId) {
        if (memberId.isEmpty()) {
            // The newest process of an instance is the one that counts, as ever in this protocol.
            return instanceId == null ? null : group.findInstance(instanceId);
        }
        return instanceId == null
                ? group.find(memberId)
                : MemberRules.find(group, memberId, instanceId);
    }

    private static Embedded.Subscription subscription(
            ConsumerGroup group, JoinGroupRequest request, List<ClassicProtocol> protocols) {
        Optional<Embedded.Subscription> subscription =
                request.protocolType().equals(Embedded.PROTOCOL_TYPE)
                        ? Embedded.subscription(protocols)
                        : Optional.empty();
        return subscription.orElseThrow(
                () ->
                        inconsistent(
                                group,
                                "a member of type '"
                                        + request.protocolType()
                                        + "' that names no topics as consumers do cannot join"));
    }

    /** Without one in common the group could never be a classic one again. */
    private static void checkCommonProtocol(
            ConsumerGroup group, @Nullable Member self, List<ClassicProtocol> protocols) {
        List<Member> others = new ArrayList<>(group.members());
        others.removeIf(member -> member == self || !member.isClassic());
        if (ClassicProtocols.common(protocols, others).isEmpty()) {
            throw inconsistent(
                    group, "the member shares no partition.assignment.strategy with the others");
        }
    }

    private static GroupException inconsistent(ConsumerGroup group, String why) {
        return new GroupException(
                ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
                "group " + group.groupId() + " is one of consumers: " + why);
    }

    private static ConsumerGroupMemberMetadataValue metadata(
            RequestOrigin from,
            JoinGroupRequest request,
            Embedded.Subscription subscription,
            List<ClassicProtocol> protocols) {
        return new ConsumerGroupMemberMetadataValue(
                request.groupInstanceId(),
                subscription.rackId(),
                from.clientId(),
                from.clientHost(),
                subscription.topics(),
                null,
                // Version 0 knows one timeout for both.
                request.rebalanceTimeoutMs() == -1
                        ? request.sessionTimeoutMs()
                        : request.rebalanceTimeoutMs(),
                null,
                new ClassicMemberMetadata(request.sessionTimeoutMs(), protocols));
    }

    /** Copies: the request's bytes are gone when it is answered. */
    private static List<ClassicProtocol> protocols(JoinGroupRequest request) {
        List<ClassicProtocol> protocols = new ArrayList<>();
        for (var protocol : request.protocols()) {
            ByteBuffer metadata = ByteBuffer.allocate(protocol.metadata().remaining());
            metadata.put(protocol.metadata().duplicate()).flip();
            protocols.add(new ClassicProtocol(protocol.name(), metadata.asReadOnlyBuffer()));
        }
        return List.copyOf(protocols);
    }
}
