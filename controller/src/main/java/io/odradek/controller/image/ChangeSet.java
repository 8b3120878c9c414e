package io.odradek.controller.image;

import io.odradek.controller.image.ImageDelta.Kind;
import io.odradek.controller.image.ImageDelta.TopicDelta;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Collects what a batch touched. */
final class ChangeSet {
    private final Map<UUID, SortedSet<Integer>> partitions = new LinkedHashMap<>();
    private final Set<Integer> brokers = new LinkedHashSet<>();
    private final Set<ConfigResource> configs = new LinkedHashSet<>();
    private boolean features;
    private boolean access;

    void topic(UUID id) {
        partitions.computeIfAbsent(id, _ -> new TreeSet<>());
    }

    void partition(UUID topicId, int partition) {
        partitions.computeIfAbsent(topicId, _ -> new TreeSet<>()).add(partition);
    }

    void broker(int id) {
        brokers.add(id);
    }

    void config(ConfigResource resource) {
        configs.add(resource);
    }

    void features() {
        features = true;
    }

    void access() {
        access = true;
    }

    void compare(ClusterImage before, ClusterImage after) {
        for (TopicImage topic : after.topics().values()) {
            @Nullable TopicImage old = before.topics().get(topic.id());
            if (old == null || !old.equals(topic)) {
                compare(old, topic);
            }
        }
        for (TopicImage topic : before.topics().values()) {
            if (!after.topics().containsKey(topic.id())) {
                topic(topic.id());
            }
        }
        brokers.addAll(differing(before.brokers(), after.brokers()));
        configs.addAll(differing(before.configs(), after.configs()));
        features |= !before.features().equals(after.features());
        access |= !before.access().equals(after.access());
    }

    private void compare(@Nullable TopicImage old, TopicImage topic) {
        topic(topic.id());
        for (PartitionImage partition : topic.partitions()) {
            int i = partition.partition();
            if (old == null
                    || i >= old.partitions().size()
                    || !old.partitions().get(i).equals(partition)) {
                partition(topic.id(), i);
            }
        }
    }

    private static <K, V> Set<K> differing(Map<K, V> before, Map<K, V> after) {
        Set<K> keys = new HashSet<>();
        after.forEach(
                (key, value) -> {
                    if (!Objects.equals(before.get(key), value)) {
                        keys.add(key);
                    }
                });
        for (K key : before.keySet()) {
            if (!after.containsKey(key)) {
                keys.add(key);
            }
        }
        return keys;
    }

    ImageDelta delta(ClusterImage before, ClusterImage after) {
        Map<UUID, TopicDelta> topics = new HashMap<>();
        partitions.forEach(
                (id, touched) -> {
                    @Nullable TopicDelta delta =
                            delta(id, before.topics().get(id), after.topics().get(id), touched);
                    if (delta != null) {
                        topics.put(id, delta);
                    }
                });
        return new ImageDelta(
                before,
                after,
                Collections.unmodifiableMap(topics),
                Collections.unmodifiableSet(new LinkedHashSet<>(brokers)),
                Collections.unmodifiableSet(new LinkedHashSet<>(configs)),
                features,
                access);
    }

    private static @Nullable TopicDelta delta(
            UUID id,
            @Nullable TopicImage before,
            @Nullable TopicImage after,
            SortedSet<Integer> touched) {
        if (after == null) {
            // Created and removed in one batch: nobody ever saw it.
            return before == null
                    ? null
                    : new TopicDelta(id, before.name(), Kind.REMOVED, all(before));
        }
        return before == null
                ? new TopicDelta(id, after.name(), Kind.CREATED, all(after))
                : new TopicDelta(
                        id, after.name(), Kind.CHANGED, Collections.unmodifiableSortedSet(touched));
    }

    private static SortedSet<Integer> all(TopicImage topic) {
        SortedSet<Integer> all = new TreeSet<>();
        topic.partitions().forEach(p -> all.add(p.partition()));
        return Collections.unmodifiableSortedSet(all);
    }
}
