package io.odradek.controller.image;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;

/**
 * What differs between two images; its size is that of the change, not of the cluster. Details are
 * read from {@code before} and {@code after}.
 *
 * @param topics the topics that came, went, or have a partition that changed, by id
 * @param brokers registered, changed or unregistered brokers
 * @param configs resources of which a dynamic config changed; those of a removed topic included
 */
public record ImageDelta(
        ClusterImage before,
        ClusterImage after,
        Map<UUID, TopicDelta> topics,
        Set<Integer> brokers,
        Set<ConfigResource> configs,
        boolean featuresChanged,
        boolean accessChanged) {

    /** How a topic changed. A name that is deleted and created again is two topics. */
    public enum Kind {
        CREATED,
        CHANGED,
        REMOVED
    }

    /**
     * @param partitions the partitions that came or changed; all of a created or removed topic
     */
    public record TopicDelta(UUID id, String name, Kind kind, SortedSet<Integer> partitions) {}

    public boolean isEmpty() {
        return topics.isEmpty()
                && brokers.isEmpty()
                && configs.isEmpty()
                && !featuresChanged
                && !accessChanged;
    }

    /**
     * The difference between any two images, as needed when a snapshot replaces what was known.
     * Costs in proportion to the larger image, for unequal parts only.
     */
    public static ImageDelta between(ClusterImage before, ClusterImage after) {
        ChangeSet changes = new ChangeSet();
        changes.compare(before, after);
        return changes.delta(before, after);
    }
}
