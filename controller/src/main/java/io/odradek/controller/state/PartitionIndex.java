package io.odradek.controller.state;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.ImageDelta.TopicDelta;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which partitions a broker's coming and going concerns, so that it costs in proportion to them.
 * Follows the speculative image by its deltas. Confined to its owner.
 */
final class PartitionIndex {
    private final Map<Integer, Set<TopicPartition>> byReplica = new HashMap<>();
    private final Set<TopicPartition> leaderless = new LinkedHashSet<>();
    private final Set<TopicPartition> notPreferred = new LinkedHashSet<>();
    private final Set<TopicPartition> withElr = new LinkedHashSet<>();

    /** By preferred leader: how many, how many others lead, and which of these it could lead. */
    private final Map<Integer, Integer> preferences = new HashMap<>();

    private final Map<Integer, Integer> away = new HashMap<>();
    private final Map<Integer, Set<TopicPartition>> ableToReturn = new HashMap<>();

    static PartitionIndex of(ClusterImage image) {
        PartitionIndex index = new PartitionIndex();
        for (TopicImage topic : image.topics().values()) {
            topic.partitions().forEach(p -> index.add(topic.id(), p));
        }
        return index;
    }

    void follow(ImageDelta delta) {
        for (TopicDelta topic : delta.topics().values()) {
            for (int partition : topic.partitions()) {
                @Nullable PartitionImage old = find(delta.before(), topic.id(), partition);
                if (old != null) {
                    remove(topic.id(), old);
                }
                @Nullable PartitionImage now = find(delta.after(), topic.id(), partition);
                if (now != null) {
                    add(topic.id(), now);
                }
            }
        }
    }

    private static @Nullable PartitionImage find(ClusterImage image, UUID topic, int partition) {
        return image.partition(topic, partition).orElse(null);
    }

    private void add(UUID topicId, PartitionImage partition) {
        TopicPartition tp = new TopicPartition(topicId, partition.partition());
        for (int replica : partition.replicas()) {
            byReplica.computeIfAbsent(replica, _ -> new LinkedHashSet<>()).add(tp);
        }
        if (partition.leader() == PartitionImage.NO_LEADER) {
            leaderless.add(tp);
        } else if (isAway(partition)) {
            notPreferred.add(tp);
        }
        int preferred = partition.replicas().getFirst();
        preferences.merge(preferred, 1, Integer::sum);
        if (isAway(partition)) {
            away.merge(preferred, 1, Integer::sum);
            if (partition.isr().contains(preferred)) {
                ableToReturn.computeIfAbsent(preferred, _ -> new LinkedHashSet<>()).add(tp);
            }
        }
        if (!partition.eligibleLeaderReplicas().isEmpty() || !partition.lastKnownElr().isEmpty()) {
            withElr.add(tp);
        }
    }

    private static boolean isAway(PartitionImage partition) {
        return partition.leader() != PartitionImage.NO_LEADER
                && partition.leader() != partition.replicas().getFirst();
    }

    private void remove(UUID topicId, PartitionImage partition) {
        TopicPartition tp = new TopicPartition(topicId, partition.partition());
        int preferred = partition.replicas().getFirst();
        preferences.computeIfPresent(preferred, (_, n) -> n == 1 ? null : n - 1);
        if (isAway(partition)) {
            away.computeIfPresent(preferred, (_, n) -> n == 1 ? null : n - 1);
            take(ableToReturn, preferred, tp);
        }
        for (int replica : partition.replicas()) {
            take(byReplica, replica, tp);
        }
        leaderless.remove(tp);
        notPreferred.remove(tp);
        withElr.remove(tp);
    }

    private static void take(
            Map<Integer, Set<TopicPartition>> sets, int broker, TopicPartition tp) {
        sets.computeIfPresent(
                broker,
                (_, set) -> {
                    set.remove(tp);
                    return set.isEmpty() ? null : set;
                });
    }

    /** Brokers that are in sync for a partition of which they are preferred, and do not lead it. */
    Set<Integer> ableToReturn() {
        return Collections.unmodifiableSet(ableToReturn.keySet());
    }

    /** The partitions that are meant by {@link #ableToReturn()}. */
    Set<TopicPartition> ableToReturn(int brokerId) {
        return Collections.unmodifiableSet(ableToReturn.getOrDefault(brokerId, Set.of()));
    }

    /** How many partitions have {@code brokerId} as their preferred leader. */
    int preferences(int brokerId) {
        return preferences.getOrDefault(brokerId, 0);
    }

    /** How many of these another broker leads. */
    int away(int brokerId) {
        return away.getOrDefault(brokerId, 0);
    }

    /** Partitions with a replica on {@code brokerId}. */
    Set<TopicPartition> of(int brokerId) {
        return Collections.unmodifiableSet(byReplica.getOrDefault(brokerId, Set.of()));
    }

    /** Partitions nobody leads. */
    Set<TopicPartition> leaderless() {
        return Collections.unmodifiableSet(leaderless);
    }

    /** Partitions led by another than their first replica. */
    Set<TopicPartition> notPreferred() {
        return Collections.unmodifiableSet(notPreferred);
    }

    /** Partitions with eligible or last known leader replicas. */
    Set<TopicPartition> withElr() {
        return Collections.unmodifiableSet(withElr);
    }
}
