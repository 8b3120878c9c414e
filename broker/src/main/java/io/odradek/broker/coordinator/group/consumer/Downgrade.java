package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.classic.ClassicGroup;
import io.odradek.broker.coordinator.group.classic.ClassicProtocol;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.controller.image.ClusterImage;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.GroupMetadataKey;
import io.odradek.wire.coordinator.GroupMetadataValue;
import io.odradek.wire.message.JoinGroupRequest;
import io.odradek.wire.message.JoinGroupResponse;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Back to the classic protocol when all members that are left speak it: they keep what they have
 * and are made to join again, so that one of them assigns from now on.
 */
final class Downgrade {
    /** The newest that coordinators of every Apache release since 2.3 can read. */
    private static final int VERSION = 3;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final GroupSettings settings;
    private final ClassicProtocol classic;
    private final MemberTimers timers;

    Downgrade(GroupSettings settings, ClassicProtocol classic, MemberTimers timers) {
        this.settings = settings;
        this.classic = classic;
        this.timers = timers;
    }

    boolean isDue(ConsumerGroup group) {
        return group.isAllClassic()
                && settings.consumer().migration().downgrades()
                && group.size() <= settings.classic().maxSize();
    }

    void convert(ConsumerGroup group, ClusterImage image, Now now, Effects out) {
        classic.demandRebalance(become(group, image, now, out), now, out);
    }

    /** Serves by the classic protocol what made the group a classic one. */
    void convertAndJoin(
            ConsumerGroup group,
            RequestOrigin from,
            JoinGroupRequest request,
            ReplyTo<JoinGroupResponse> to,
            ClusterImage image,
            Now now,
            Effects out) {
        ClassicGroup converted = become(group, image, now, out);
        classic.demandRebalance(converted, now, out);
        classic.joinGroup(converted, from, request, to, now, out);
    }

    private ClassicGroup become(ConsumerGroup group, ClusterImage image, Now now, Effects out) {
        GroupMetadataKey key = new GroupMetadataKey(group.groupId());
        GroupMetadataValue value = value(group, image, now);
        for (Member member : group.members()) {
            timers.cancel(group.groupId(), member.id());
        }
        group.tombstones().forEach(out::append);
        out.append(CoordinatorRecord.of(key, value, VERSION));
        return classic.adopt(key, value, now, out);
    }

    private static GroupMetadataValue value(ConsumerGroup group, ClusterImage image, Now now) {
        Member first = group.members().iterator().next();
        @Nullable ClassicMemberMetadata its = first.classic();
        String protocol =
                its == null
                        ? ""
                        : ClassicProtocols.common(its.supportedProtocols(), group.members())
                                .orElse(first.classicProtocol());
        List<GroupMetadataValue.MemberMetadata> members = new ArrayList<>();
        for (Member member : group.members()) {
            members.add(member(member, protocol, image));
        }
        return GroupMetadataValue.builder()
                .protocolType(Embedded.PROTOCOL_TYPE)
                .generation(group.epoch())
                .protocol(protocol)
                .leader(first.id())
                .currentStateTimestamp(now.wallMs())
                .members(List.copyOf(members))
                .build();
    }

    private static GroupMetadataValue.MemberMetadata member(
            Member member, String protocol, ClusterImage image) {
        @Nullable ClassicMemberMetadata classic = member.classic();
        var known = ClassicProtocols.find(member, protocol);
        short version =
                member.classicSubscription().map(Embedded.Subscription::version).orElse((short) 0);
        return GroupMetadataValue.MemberMetadata.builder()
                .memberId(member.id())
                .groupInstanceId(member.instanceId())
                .clientId(member.metadata().clientId())
                .clientHost(member.metadata().clientHost())
                .rebalanceTimeout(member.metadata().rebalanceTimeoutMs())
                .sessionTimeout(classic == null ? 0 : classic.sessionTimeoutMs())
                .subscription(known == null ? NOTHING : known.metadata())
                .assignment(Embedded.assignment(member.current().assigned(), version, image))
                .build();
    }
}
