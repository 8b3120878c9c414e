package io.odradek.broker.coordinator.group.consumer;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;

import java.util.Optional;
import java.util.SortedSet;

/**
 * 64 bits that tell whether the topics a group subscribes to are as they were (KIP-1101): which
 * exist, under which id, with how many partitions.
 *
 * <p>Racks are left out on purpose. No assignor here looks at them, and a rebalance whenever a
 * replica moves would cost every member and change nothing.
 */
final class MetadataHash {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private MetadataHash() {}

    /** Zero if none of the topics exists. */
    static long of(SortedSet<String> topics, ClusterImage image) {
        long hash = 0;
        for (String name : topics) {
            Optional<TopicImage> topic = image.topic(name);
            if (topic.isPresent()) {
                hash = mix(hash, topic.get().id().getMostSignificantBits());
                hash = mix(hash, topic.get().id().getLeastSignificantBits());
                hash = mix(hash, topic.get().partitions().size());
            }
        }
        return hash;
    }

    /** The finalizer of SplitMix64 over a running sum: every bit of either reaches every other. */
    private static long mix(long hash, long value) {
        long z = (hash * 31 + value) + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
