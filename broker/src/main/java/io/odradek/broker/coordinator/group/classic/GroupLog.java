package io.odradek.broker.coordinator.group.classic;

import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.GroupMetadataKey;
import io.odradek.wire.coordinator.GroupMetadataValue;
import io.odradek.wire.coordinator.GroupMetadataValue.MemberMetadata;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** A classic group as one record, there and back. */
final class GroupLog {
    /** The newest version that coordinators of every Apache release since 2.3 can read. */
    private static final int VERSION = 3;

    private GroupLog() {}

    /** Writes what the group is now: a complete generation, or that nobody is left. */
    static void write(ClassicGroup group, Effects out) {
        List<MemberMetadata> members = new ArrayList<>(group.size());
        for (ClassicMember member : group.members()) {
            members.add(
                    MemberMetadata.builder()
                            .memberId(member.id())
                            .groupInstanceId(member.instanceId())
                            .clientId(member.clientId())
                            .clientHost(member.clientHost())
                            .rebalanceTimeout(member.rebalanceTimeoutMs())
                            .sessionTimeout(member.sessionTimeoutMs())
                            .subscription(member.metadataFor(group.protocol()))
                            .assignment(member.assignment())
                            .build());
        }
        GroupMetadataValue value =
                GroupMetadataValue.builder()
                        .protocolType(group.protocolType())
                        .generation(group.generation())
                        .protocol(group.protocol())
                        .leader(group.leaderId())
                        .currentStateTimestamp(group.stateSinceMs())
                        .members(List.copyOf(members))
                        .build();
        group.markInLog();
        out.append(CoordinatorRecord.of(new GroupMetadataKey(group.groupId()), value, VERSION));
    }

    static ClassicGroup read(GroupMetadataKey key, GroupMetadataValue value) {
        ClassicGroup group = new ClassicGroup(key.group(), value.currentStateTimestamp());
        String protocol = value.protocol();
        for (MemberMetadata member : value.members()) {
            group.add(member(member, protocol), value.protocolType());
        }
        group.restore(
                value.generation(),
                protocol,
                value.leader(),
                value.members().isEmpty() ? ClassicState.EMPTY : ClassicState.STABLE,
                value.protocolType());
        return group;
    }

    private static ClassicMember member(MemberMetadata logged, @Nullable String protocol) {
        // Version 0 did not tell the two timeouts apart.
        int rebalanceTimeoutMs =
                logged.rebalanceTimeout() == -1
                        ? logged.sessionTimeout()
                        : logged.rebalanceTimeout();
        ClassicMember member =
                new ClassicMember(
                        logged.memberId(),
                        logged.groupInstanceId(),
                        logged.clientId(),
                        logged.clientHost(),
                        rebalanceTimeoutMs,
                        logged.sessionTimeout(),
                        List.of(
                                new ClassicMember.Protocol(
                                        protocol == null ? "" : protocol,
                                        ClassicGroup.copy(logged.subscription()))));
        member.assign(ClassicGroup.copy(logged.assignment()));
        return member;
    }
}
