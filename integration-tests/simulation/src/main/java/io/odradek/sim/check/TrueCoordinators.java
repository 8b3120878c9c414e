package io.odradek.sim.check;

import io.odradek.broker.coordinator.GroupConfig;
import io.odradek.broker.coordinator.runtime.CoordinatorKind;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.sim.node.SimHost;

import java.util.List;

/**
 * Who coordinates a group by the committed metadata. A broker that is cut off may not know yet that
 * it is another by now: what it cannot commit it does not acknowledge, but it goes on answering
 * what changes nothing, which is whether a member is still one, and where a group stood.
 */
final class TrueCoordinators {
    private static final int NOBODY = -1;

    private List<SimHost> hosts = List.of();

    void look(List<SimHost> now) {
        hosts = now;
    }

    int of(String group) {
        return Replicas.committed(hosts)
                .flatMap(image -> image.topic(GroupConfig.TOPIC))
                .map(topic -> leader(topic, group))
                .orElse(NOBODY);
    }

    private static int leader(TopicImage topic, String group) {
        List<PartitionImage> partitions = topic.partitions();
        return partitions.get(CoordinatorKind.partitionOf(group, partitions.size())).leader();
    }
}
