package io.odradek.broker.coordinator.group.consumer;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageRecords;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.pcollections.TreePVector;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Images of topics, by number of partitions. */
public final class Topics {
    private Topics() {}

    public static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    public static ClusterImage image(Map<String, Integer> partitions) {
        List<MetadataRecord> records = new ArrayList<>();
        new TreeMap<>(partitions)
                .forEach((name, count) -> records.addAll(ImageRecords.topic(topic(name, count))));
        return ClusterImage.EMPTY.apply(10, 1, records);
    }

    private static TopicImage topic(String name, int count) {
        List<PartitionImage> partitions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            partitions.add(
                    new PartitionImage(
                            i,
                            List.of(1),
                            List.of(1),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            1,
                            0,
                            0,
                            false));
        }
        return new TopicImage(id(name), name, TreePVector.from(partitions));
    }
}
