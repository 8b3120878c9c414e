package io.odradek.broker.coordinator.group.classic;

import io.odradek.wire.message.DescribeGroupsResponse.DescribedGroup;
import io.odradek.wire.message.DescribeGroupsResponse.DescribedGroupMember;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** A group as DescribeGroups shows it. Who assigns what is shown while the group is stable. */
final class Descriptions {
    private Descriptions() {}

    static DescribedGroup describe(ClassicGroup group) {
        @Nullable String protocol = group.state() == ClassicState.STABLE ? group.protocol() : null;
        List<DescribedGroupMember> members = new ArrayList<>(group.size());
        for (ClassicMember member : group.members()) {
            members.add(
                    DescribedGroupMember.builder()
                            .memberId(member.id())
                            .groupInstanceId(member.instanceId())
                            .clientId(member.clientId())
                            .clientHost(member.clientHost())
                            .memberMetadata(
                                    protocol == null
                                            ? ClassicMember.NOTHING
                                            : member.metadataFor(protocol))
                            .memberAssignment(
                                    protocol == null ? ClassicMember.NOTHING : member.assignment())
                            .build());
        }
        return DescribedGroup.builder()
                .groupId(group.groupId())
                .groupState(group.stateName())
                .protocolType(group.protocolType())
                .protocolData(protocol == null ? "" : protocol)
                .members(List.copyOf(members))
                .build();
    }
}
