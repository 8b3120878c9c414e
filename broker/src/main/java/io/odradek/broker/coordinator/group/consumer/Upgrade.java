package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.classic.ClassicGroup;
import io.odradek.broker.coordinator.group.classic.ClassicMember;
import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;
import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.group.shared.GroupSettings.Migration;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.controller.image.ClusterImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue.ClassicProtocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From the classic to the consumer protocol while members go on reading (KIP-848): they keep what
 * they have, at the generation they are in, until they join again.
 */
final class Upgrade {
    private final Migration policy;

    Upgrade(Migration policy) {
        this.policy = policy;
    }

    /**
     * @throws GroupException GROUP_ID_NOT_FOUND if the group cannot be converted
     */
    void check(ClassicGroup group) {
        if (!policy.upgrades()) {
            throw refusal(
                    group,
                    "group.consumer.migration.policy is "
                            + policy
                            + ": stop its members first, or set it to BIDIRECTIONAL or UPGRADE");
        }
        if (!group.protocolType().equals(Embedded.PROTOCOL_TYPE)) {
            throw refusal(group, "its members are of type '" + group.protocolType() + "'");
        }
        for (ClassicMember member : group.members()) {
            if (Embedded.subscription(protocols(member)).isEmpty()) {
                throw refusal(
                        group,
                        "its member " + member.id() + " does not name topics as consumers do");
            }
        }
    }

    /** To be appended after the group's tombstones. */
    void write(ClassicGroup group, ClusterImage image, Now now, Effects out) {
        String groupId = group.groupId();
        int epoch = group.generation();
        for (ClassicMember member : group.members()) {
            out.append(Records.member(groupId, member.id(), metadata(member)));
        }
        out.append(Records.epoch(groupId, epoch, 0));
        PartitionSet taken = PartitionSet.EMPTY;
        for (ClassicMember member : group.members()) {
            // A strategy of its own may give a partition to several; here the first one has it.
            PartitionSet assigned = Embedded.assignment(member.assignment(), image).minus(taken);
            taken = taken.plus(assigned);
            out.append(Records.target(groupId, member.id(), assigned));
            out.append(
                    Records.current(
                            groupId,
                            member.id(),
                            new Current(
                                    epoch,
                                    epoch,
                                    MemberState.STABLE,
                                    assigned,
                                    PartitionSet.EMPTY)));
        }
        out.append(Records.assignmentEpoch(groupId, epoch, now.wallMs()));
    }

    private static ConsumerGroupMemberMetadataValue metadata(ClassicMember member) {
        List<ClassicProtocol> protocols = protocols(member);
        Optional<Embedded.Subscription> subscription = Embedded.subscription(protocols);
        return new ConsumerGroupMemberMetadataValue(
                member.instanceId(),
                subscription.map(Embedded.Subscription::rackId).orElse(null),
                member.clientId(),
                member.clientHost(),
                subscription.map(Embedded.Subscription::topics).orElse(List.of()),
                null,
                member.rebalanceTimeoutMs(),
                null,
                new ClassicMemberMetadata(member.sessionTimeoutMs(), protocols));
    }

    private static List<ClassicProtocol> protocols(ClassicMember member) {
        List<ClassicProtocol> protocols = new ArrayList<>();
        for (ClassicMember.Protocol protocol : member.protocols()) {
            protocols.add(new ClassicProtocol(protocol.name(), protocol.metadata()));
        }
        return List.copyOf(protocols);
    }

    private static GroupException refusal(ClassicGroup group, String why) {
        return new GroupException(
                ErrorCode.GROUP_ID_NOT_FOUND,
                "group "
                        + group.groupId()
                        + " is a classic one with members and cannot be converted: "
                        + why);
    }
}
