package io.odradek.sim;

import io.odradek.controller.ControllerCore;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.sim.node.SimHost;

import java.util.List;

/** What a cluster without faults comes to: everybody unfenced, every replica in sync and led. */
final class Convergence {
    private Convergence() {}

    static boolean reached(List<SimHost> hosts) {
        return missing(hosts).isEmpty();
    }

    /** What is not as it should be, for people; empty when all is. */
    static String missing(List<SimHost> hosts) {
        List<ControllerCore> active =
                hosts.stream()
                        .map(SimHost::controller)
                        .filter(c -> c != null && c.active())
                        .toList();
        if (active.size() != 1) {
            return active.size() + " active controllers";
        }
        StringBuilder text = new StringBuilder();
        ClusterImage image = active.getFirst().committed();
        for (BrokerImage broker : image.brokers().values()) {
            if (broker.fenced()) {
                text.append("broker ").append(broker.id()).append(" is fenced; ");
            }
        }
        for (TopicImage topic : image.topics().values()) {
            for (PartitionImage partition : topic.partitions()) {
                if (partition.leader() < 0
                        || partition.isr().size() < partition.replicas().size()
                        || !partition.addingReplicas().isEmpty()
                        || !partition.removingReplicas().isEmpty()) {
                    text.append(
                            "%s-%d: leader %d, replicas %s, isr %s, elr %s; "
                                    .formatted(
                                            topic.name(),
                                            partition.partition(),
                                            partition.leader(),
                                            partition.replicas(),
                                            partition.isr(),
                                            partition.eligibleLeaderReplicas()));
                }
            }
        }
        return text.toString();
    }
}
