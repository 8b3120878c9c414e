package io.odradek.controller.image;

import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Everything the cluster has agreed on, up to {@code offset} of the metadata log. Immutable and
 * shared freely between threads; the next image shares what a change did not touch.
 *
 * @param offset index of the last metadata batch it includes, -1 when empty
 * @param epoch raft term of that batch
 * @param configs dynamic configs only; absent keys fall back to the broker's static ones
 * @param nextProducerId first producer id not yet handed out in blocks
 */
public record ClusterImage(
        long offset,
        int epoch,
        String clusterId,
        PMap<Integer, BrokerImage> brokers,
        PMap<UUID, TopicImage> topics,
        PMap<String, UUID> topicIds,
        PMap<ConfigResource, PMap<String, String>> configs,
        PMap<String, Integer> features,
        long nextProducerId,
        AccessImage access) {

    public static final ClusterImage EMPTY =
            new ClusterImage(
                    -1,
                    0,
                    "",
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    0,
                    AccessImage.EMPTY);

    public Optional<TopicImage> topic(String name) {
        @Nullable UUID id = topicIds.get(name);
        return id == null ? Optional.empty() : Optional.ofNullable(topics.get(id));
    }

    public Optional<TopicImage> topic(UUID id) {
        return Optional.ofNullable(topics.get(id));
    }

    public Optional<PartitionImage> partition(UUID topicId, int partition) {
        return topic(topicId)
                .filter(t -> partition >= 0 && partition < t.partitions().size())
                .map(t -> t.partitions().get(partition));
    }

    /** The dynamic configs of {@code resource}; empty when none are set. */
    public PMap<String, String> configsOf(ConfigResource resource) {
        return configs.getOrDefault(resource, HashTreePMap.empty());
    }

    /**
     * This image with one committed batch on top. Callers that react to changes use {@link
     * ImageBuilder}, which also tells the {@link ImageDelta}.
     */
    public ClusterImage apply(long offset, int epoch, List<MetadataRecord> records) {
        return new ImageBuilder(this).replay(records).build(offset, epoch);
    }
}
