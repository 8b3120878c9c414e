package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Who holds each partition of one group, given up ones included until that is acknowledged. */
final class Owners {
    private final Map<UUID, Map<Integer, String>> byTopic = new HashMap<>();

    boolean isFreeFor(String memberId, UUID topic, int partition) {
        @Nullable Map<Integer, String> owners = byTopic.get(topic);
        @Nullable String owner = owners == null ? null : owners.get(partition);
        return owner == null || owner.equals(memberId);
    }

    void take(String memberId, PartitionSet partitions) {
        partitions.forEach(
                (topic, partition) ->
                        byTopic.computeIfAbsent(topic, t -> new HashMap<>())
                                .put(partition, memberId));
    }

    void release(String memberId, PartitionSet partitions) {
        partitions.forEach(
                (topic, partition) -> {
                    @Nullable Map<Integer, String> owners = byTopic.get(topic);
                    if (owners != null && owners.remove(partition, memberId) && owners.isEmpty()) {
                        byTopic.remove(topic);
                    }
                });
    }
}
