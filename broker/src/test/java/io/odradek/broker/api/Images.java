package io.odradek.broker.api;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.ImageRecords;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.control.metadata.ClusterRecord;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.pcollections.TreePVector;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Images by hand. */
final class Images {
    private Images() {}

    static BrokerImage broker(int id, boolean fenced, String... listeners) {
        List<BrokerImage.Endpoint> endpoints = new ArrayList<>();
        for (String listener : listeners) {
            endpoints.add(new BrokerImage.Endpoint(listener, "host" + id, 9000 + id, "PLAINTEXT"));
        }
        return new BrokerImage(
                id,
                100 + id,
                new UUID(0, id + 1),
                endpoints,
                "rack" + id,
                fenced,
                false,
                List.of());
    }

    static PartitionImage partition(int index, int leader, Integer... replicas) {
        return new PartitionImage(
                index,
                List.of(replicas),
                List.of(replicas),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                leader,
                3,
                4,
                false);
    }

    static TopicImage topic(String name, PartitionImage... partitions) {
        return new TopicImage(
                UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                name,
                TreePVector.from(List.of(partitions)));
    }

    static ClusterImage image(List<BrokerImage> brokers, List<TopicImage> topics) {
        List<MetadataRecord> records = new ArrayList<>();
        records.add(
                MetadataRecord.newBuilder()
                        .setCluster(ClusterRecord.newBuilder().setClusterId("cluster"))
                        .build());
        brokers.forEach(b -> records.add(ImageRecords.broker(b)));
        topics.forEach(t -> records.addAll(ImageRecords.topic(t)));
        records.add(ImageRecords.feature("metadata.version", 33));
        return ClusterImage.EMPTY.apply(10, 1, records);
    }

    static MetadataView view(ClusterImage image) {
        MetadataView view = new MetadataView();
        view.publish(ImageDelta.between(view.current(), image));
        return view;
    }
}
