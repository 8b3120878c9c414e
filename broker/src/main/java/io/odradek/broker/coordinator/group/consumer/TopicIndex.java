package io.odradek.broker.coordinator.group.consumer;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Which groups a topic concerns, so that a change of metadata costs nothing to the others. */
final class TopicIndex {
    private final Map<String, Set<ConsumerGroup>> byTopic = new HashMap<>();

    void add(String topic, ConsumerGroup group) {
        byTopic.computeIfAbsent(topic, t -> new LinkedHashSet<>()).add(group);
    }

    void remove(String topic, ConsumerGroup group) {
        @Nullable Set<ConsumerGroup> groups = byTopic.get(topic);
        if (groups != null && groups.remove(group) && groups.isEmpty()) {
            byTopic.remove(topic);
        }
    }

    Set<ConsumerGroup> subscribersOf(String topic) {
        return byTopic.getOrDefault(topic, Set.of());
    }
}
