package io.odradek.broker.coordinator.runtime;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.ImageDelta.Kind;
import io.odradek.controller.image.ImageDelta.TopicDelta;
import io.odradek.controller.image.PartitionImage;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Which changes of the metadata may matter to a coordinator: topics that come and go, partitions
 * that are added or moved, racks. Not who leads and who is in sync.
 */
final class ConcerningChanges {
    private ConcerningChanges() {}

    static boolean in(ImageDelta delta) {
        return delta.topics().values().stream().anyMatch(t -> concerns(delta, t))
                || delta.brokers().stream().anyMatch(id -> moved(delta, id));
    }

    private static boolean concerns(ImageDelta delta, TopicDelta topic) {
        if (topic.kind() != Kind.CHANGED) {
            return true;
        }
        for (int partition : topic.partitions()) {
            Optional<PartitionImage> before = delta.before().partition(topic.id(), partition);
            Optional<PartitionImage> after = delta.after().partition(topic.id(), partition);
            if (!before.map(PartitionImage::replicas).equals(after.map(PartitionImage::replicas))) {
                return true;
            }
        }
        return false;
    }

    private static boolean moved(ImageDelta delta, int broker) {
        return !rack(delta.before(), broker).equals(rack(delta.after(), broker));
    }

    private static String rack(ClusterImage image, int broker) {
        @Nullable BrokerImage found = image.brokers().get(broker);
        return found == null ? "" : found.rack();
    }
}
