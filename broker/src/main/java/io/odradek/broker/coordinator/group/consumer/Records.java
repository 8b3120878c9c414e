package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;
import io.odradek.wire.coordinator.ConsumerGroupCurrentMemberAssignmentKey;
import io.odradek.wire.coordinator.ConsumerGroupCurrentMemberAssignmentValue;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataKey;
import io.odradek.wire.coordinator.ConsumerGroupMemberMetadataValue;
import io.odradek.wire.coordinator.ConsumerGroupMetadataKey;
import io.odradek.wire.coordinator.ConsumerGroupMetadataValue;
import io.odradek.wire.coordinator.ConsumerGroupPartitionMetadataKey;
import io.odradek.wire.coordinator.ConsumerGroupRegularExpressionKey;
import io.odradek.wire.coordinator.ConsumerGroupRegularExpressionValue;
import io.odradek.wire.coordinator.ConsumerGroupTargetAssignmentMemberKey;
import io.odradek.wire.coordinator.ConsumerGroupTargetAssignmentMemberValue;
import io.odradek.wire.coordinator.ConsumerGroupTargetAssignmentMetadataKey;
import io.odradek.wire.coordinator.ConsumerGroupTargetAssignmentMetadataValue;
import io.odradek.wire.coordinator.CoordinatorRecord;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The records of this protocol's groups, in the one version they have. */
final class Records {
    private static final int VERSION = 0;

    private Records() {}

    static CoordinatorRecord epoch(String groupId, int epoch, long metadataHash) {
        return CoordinatorRecord.of(
                new ConsumerGroupMetadataKey(groupId),
                new ConsumerGroupMetadataValue(epoch, metadataHash),
                VERSION);
    }

    static CoordinatorRecord member(
            String groupId, String memberId, ConsumerGroupMemberMetadataValue metadata) {
        return CoordinatorRecord.of(
                new ConsumerGroupMemberMetadataKey(groupId, memberId), metadata, VERSION);
    }

    static CoordinatorRecord regex(
            String groupId, String regex, List<String> topics, long imageOffset, long wallMs) {
        return CoordinatorRecord.of(
                new ConsumerGroupRegularExpressionKey(groupId, regex),
                new ConsumerGroupRegularExpressionValue(topics, imageOffset, wallMs),
                VERSION);
    }

    static CoordinatorRecord regexGone(String groupId, String regex) {
        return CoordinatorRecord.tombstone(new ConsumerGroupRegularExpressionKey(groupId, regex));
    }

    static CoordinatorRecord partitionMetadataGone(String groupId) {
        return CoordinatorRecord.tombstone(new ConsumerGroupPartitionMetadataKey(groupId));
    }

    static CoordinatorRecord assignmentEpoch(String groupId, int epoch, long wallMs) {
        return CoordinatorRecord.of(
                new ConsumerGroupTargetAssignmentMetadataKey(groupId),
                new ConsumerGroupTargetAssignmentMetadataValue(epoch, wallMs),
                VERSION);
    }

    static CoordinatorRecord target(String groupId, String memberId, PartitionSet target) {
        List<ConsumerGroupTargetAssignmentMemberValue.TopicPartition> topics = new ArrayList<>();
        for (UUID topic : target.topics()) {
            topics.add(
                    new ConsumerGroupTargetAssignmentMemberValue.TopicPartition(
                            topic, target.partitions(topic)));
        }
        return CoordinatorRecord.of(
                new ConsumerGroupTargetAssignmentMemberKey(groupId, memberId),
                new ConsumerGroupTargetAssignmentMemberValue(topics),
                VERSION);
    }

    static PartitionSet target(ConsumerGroupTargetAssignmentMemberValue value) {
        PartitionSet.Builder target = PartitionSet.builder();
        for (var topic : value.topicPartitions()) {
            target.addAll(topic.topicId(), topic.partitions());
        }
        return target.build();
    }

    static CoordinatorRecord current(String groupId, String memberId, Current current) {
        return CoordinatorRecord.of(
                new ConsumerGroupCurrentMemberAssignmentKey(groupId, memberId),
                new ConsumerGroupCurrentMemberAssignmentValue(
                        current.epoch(),
                        current.previousEpoch(),
                        current.state().code(),
                        currentPartitions(current.assigned()),
                        currentPartitions(current.revoking())),
                VERSION);
    }

    static Current current(ConsumerGroupCurrentMemberAssignmentValue value) {
        return new Current(
                value.memberEpoch(),
                value.previousMemberEpoch(),
                MemberState.ofCode(value.state()),
                currentPartitions(value.assignedPartitions()),
                currentPartitions(value.partitionsPendingRevocation()));
    }

    private static List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions>
            currentPartitions(PartitionSet partitions) {
        List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> topics = new ArrayList<>();
        for (UUID topic : partitions.topics()) {
            topics.add(
                    new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions(
                            topic, partitions.partitions(topic), null));
        }
        return topics;
    }

    private static PartitionSet currentPartitions(
            List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> topics) {
        PartitionSet.Builder partitions = PartitionSet.builder();
        for (var topic : topics) {
            partitions.addAll(topic.topicId(), topic.partitions());
        }
        return partitions.build();
    }

    /** In an order that leaves no record without what it refers to. */
    static List<CoordinatorRecord> memberTombstones(String groupId, String memberId) {
        return List.of(
                CoordinatorRecord.tombstone(
                        new ConsumerGroupCurrentMemberAssignmentKey(groupId, memberId)),
                CoordinatorRecord.tombstone(
                        new ConsumerGroupTargetAssignmentMemberKey(groupId, memberId)),
                CoordinatorRecord.tombstone(new ConsumerGroupMemberMetadataKey(groupId, memberId)));
    }

    static List<CoordinatorRecord> tombstones(ConsumerGroup group) {
        String groupId = group.groupId();
        List<CoordinatorRecord> all = new ArrayList<>();
        for (Member member : group.members()) {
            all.addAll(memberTombstones(groupId, member.id()));
        }
        for (String regex : group.subscriptions().resolvedExpressions()) {
            all.add(regexGone(groupId, regex));
        }
        if (group.hasPartitionMetadata()) {
            all.add(partitionMetadataGone(groupId));
        }
        all.add(CoordinatorRecord.tombstone(new ConsumerGroupTargetAssignmentMetadataKey(groupId)));
        all.add(CoordinatorRecord.tombstone(new ConsumerGroupMetadataKey(groupId)));
        return all;
    }
}
