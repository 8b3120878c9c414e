package io.odradek.broker.coordinator.group.consumer.assignor;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What an assignor is asked.
 *
 * @param members in a fixed order
 * @param partitionCounts of every topic that exists and that some member subscribes to
 */
public record Subscribers(List<Subscriber> members, Map<UUID, Integer> partitionCounts) {
    /**
     * @param topics existing ones; members that subscribe to the same had better share the instance
     * @param current what it was to have so far; may name partitions that are no more
     */
    public record Subscriber(
            String memberId, @Nullable String instanceId, Set<UUID> topics, PartitionSet current) {}

    boolean exists(UUID topic, int partition) {
        @Nullable Integer count = partitionCounts.get(topic);
        return count != null && partition < count;
    }

    /** Whether all subscribe to the same topics. */
    boolean isHomogeneous() {
        Set<UUID> first = members.isEmpty() ? Set.of() : members.getFirst().topics();
        for (Subscriber member : members) {
            if (member.topics() != first && !member.topics().equals(first)) {
                return false;
            }
        }
        return true;
    }
}
