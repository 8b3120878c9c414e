package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;
import io.odradek.broker.coordinator.group.shared.Group;
import io.odradek.broker.coordinator.group.shared.Groups;
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
import io.odradek.wire.coordinator.CoordinatorKey;
import io.odradek.wire.coordinator.CoordinatorRecord;

import org.jspecify.annotations.Nullable;

/**
 * From records to groups. Lenient about what is missing: a compacted log may begin with the end of
 * a story.
 */
final class GroupReplay {
    private final Groups groups;
    private final TopicIndex index;
    private final Regexes regexes;

    GroupReplay(Groups groups, TopicIndex index, Regexes regexes) {
        this.groups = groups;
        this.index = index;
        this.regexes = regexes;
    }

    static boolean knows(CoordinatorKey key) {
        return switch (key.type()) {
            case ConsumerGroupMetadataKey.TYPE,
                    ConsumerGroupPartitionMetadataKey.TYPE,
                    ConsumerGroupMemberMetadataKey.TYPE,
                    ConsumerGroupTargetAssignmentMetadataKey.TYPE,
                    ConsumerGroupTargetAssignmentMemberKey.TYPE,
                    ConsumerGroupCurrentMemberAssignmentKey.TYPE,
                    ConsumerGroupRegularExpressionKey.TYPE ->
                    true;
            default -> false;
        };
    }

    void replay(CoordinatorRecord record) {
        switch (record.key()) {
            case ConsumerGroupMetadataKey key -> epoch(key.groupId(), record);
            case ConsumerGroupPartitionMetadataKey key -> {
                ConsumerGroup group = groupFor(key.groupId(), record);
                if (group != null) {
                    group.onPartitionMetadata(record.value() != null);
                }
            }
            case ConsumerGroupMemberMetadataKey key -> {
                ConsumerGroup group = groupFor(key.groupId(), record);
                if (group == null) {
                    return;
                }
                if (record.value() instanceof ConsumerGroupMemberMetadataValue value) {
                    group.onMember(key.memberId(), value);
                } else {
                    group.onMemberGone(key.memberId());
                }
            }
            case ConsumerGroupTargetAssignmentMetadataKey key -> {
                ConsumerGroup group = groupFor(key.groupId(), record);
                if (group != null
                        && record.value()
                                instanceof ConsumerGroupTargetAssignmentMetadataValue value) {
                    group.onAssignmentEpoch(value);
                }
            }
            case ConsumerGroupTargetAssignmentMemberKey key -> {
                ConsumerGroup group = groupFor(key.groupId(), record);
                if (group == null) {
                    return;
                }
                if (record.value() instanceof ConsumerGroupTargetAssignmentMemberValue value) {
                    group.onTarget(key.memberId(), Records.target(value));
                } else if (group.find(key.memberId()) != null) {
                    group.onTarget(key.memberId(), PartitionSet.EMPTY);
                }
            }
            case ConsumerGroupCurrentMemberAssignmentKey key -> {
                ConsumerGroup group = groupFor(key.groupId(), record);
                if (group == null) {
                    return;
                }
                if (record.value() instanceof ConsumerGroupCurrentMemberAssignmentValue value) {
                    group.onCurrent(key.memberId(), Records.current(value));
                } else if (group.find(key.memberId()) != null) {
                    group.onCurrent(key.memberId(), Current.NEW);
                }
            }
            case ConsumerGroupRegularExpressionKey key -> {
                ConsumerGroup group = groupFor(key.groupId(), record);
                if (group == null) {
                    return;
                }
                if (record.value() instanceof ConsumerGroupRegularExpressionValue value) {
                    group.subscriptions().resolve(key.regularExpression(), value);
                } else {
                    group.subscriptions().unresolve(key.regularExpression());
                }
            }
            default -> throw new IllegalArgumentException("not of this protocol: " + record.key());
        }
    }

    private void epoch(String groupId, CoordinatorRecord record) {
        @Nullable ConsumerGroup group = groupFor(groupId, record);
        if (group == null) {
            return;
        }
        if (record.value() instanceof ConsumerGroupMetadataValue value) {
            group.onEpoch(value);
        } else {
            group.subscriptions().clear();
            groups.remove(groupId);
        }
    }

    /** Only a value brings a group into being; a tombstone of a group that is not is nothing. */
    private @Nullable ConsumerGroup groupFor(String groupId, CoordinatorRecord record) {
        @Nullable Group found = groups.find(groupId);
        if (found instanceof ConsumerGroup group) {
            return group;
        }
        if (record.value() == null) {
            return null;
        }
        ConsumerGroup fresh = new ConsumerGroup(groupId, index, regexes);
        groups.put(fresh);
        return fresh;
    }
}
