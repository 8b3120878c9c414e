package io.odradek.broker.coordinator.group.sim;

import io.odradek.wire.coordinator.ConsumerGroupCurrentMemberAssignmentKey;
import io.odradek.wire.coordinator.ConsumerGroupCurrentMemberAssignmentValue;
import io.odradek.wire.coordinator.ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.GroupMetadataKey;
import io.odradek.wire.coordinator.GroupMetadataValue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks that no two members own a partition at the same time. What counts is what members believe,
 * as long as the log knows them: who was fenced may go on believing for a while, its commits are
 * refused. Also checks that the log itself gives no partition to two members of a consumer group.
 */
final class Recognised {
    private final Map<String, List<Integer>> held = new TreeMap<>();
    private @Nullable GroupMetadataValue classic;

    void committed(CoordinatorRecord record) {
        if (record.key() instanceof GroupMetadataKey) {
            classic = record.value() instanceof GroupMetadataValue value ? value : null;
        } else if (record.key() instanceof ConsumerGroupCurrentMemberAssignmentKey key) {
            if (record.value() instanceof ConsumerGroupCurrentMemberAssignmentValue value) {
                List<Integer> partitions = new ArrayList<>();
                addAll(partitions, value.assignedPartitions());
                addAll(partitions, value.partitionsPendingRevocation());
                held.put(key.memberId(), partitions);
            } else {
                held.remove(key.memberId());
            }
        }
    }

    private static void addAll(List<Integer> partitions, List<TopicPartitions> topics) {
        topics.forEach(topic -> partitions.addAll(topic.partitions()));
    }

    /** To be called when all records of a step were seen. */
    void checkLog() {
        Map<Integer, String> owners = new HashMap<>();
        held.forEach((who, partitions) -> claim(owners, who, partitions, "by the log"));
    }

    boolean consumer(String memberId) {
        return held.containsKey(memberId);
    }

    boolean classic(String memberId, int generation) {
        GroupMetadataValue group = classic;
        return group != null
                && group.generation() == generation
                && group.members().stream().anyMatch(m -> m.memberId().equals(memberId));
    }

    void checkBeliefs(Collection<SimMember> members) {
        Map<Integer, String> owners = new HashMap<>();
        for (SimMember member : members) {
            if (member.isUp() && !member.owned().isEmpty() && member.isIn(this)) {
                claim(owners, member.name, member.owned(), "by belief");
            }
        }
    }

    private static void claim(
            Map<Integer, String> owners, String who, Collection<Integer> partitions, String how) {
        for (int partition : partitions) {
            String other = owners.put(partition, who);
            Violation.unless(
                    other == null,
                    "partition " + partition + " is owned by " + other + " and " + who + " " + how);
        }
    }

    @Override
    public String toString() {
        return "the log knows " + held + " and " + classic;
    }
}
