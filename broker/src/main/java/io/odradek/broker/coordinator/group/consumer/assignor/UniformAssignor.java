package io.odradek.broker.coordinator.group.consumer.assignor;

import java.util.Map;

/**
 * Gives every member the same number of partitions, but for one, and moves as few as that takes
 * (KIP-848). Where members subscribe to different topics nobody has two partitions more than
 * another subscriber of a topic of his.
 */
public final class UniformAssignor implements Assignor {
    @Override
    public String name() {
        return "uniform";
    }

    @Override
    public Map<String, PartitionSet> assign(Subscribers group) {
        return group.isHomogeneous()
                ? new EvenShares(group).assign()
                : new MixedShares(group).assign();
    }
}
