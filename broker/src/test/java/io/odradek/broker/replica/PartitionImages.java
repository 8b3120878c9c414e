package io.odradek.broker.replica;

import io.odradek.controller.image.PartitionImage;

import java.util.List;

final class PartitionImages {
    private PartitionImages() {}

    static PartitionImage of(
            List<Integer> replicas, List<Integer> isr, int leader, int leaderEpoch, int epoch) {
        return new PartitionImage(
                0,
                replicas,
                isr,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                leader,
                leaderEpoch,
                epoch,
                false);
    }
}
