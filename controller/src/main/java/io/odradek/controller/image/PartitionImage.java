package io.odradek.controller.image;

import java.util.List;

/**
 * One partition as of an image. Lists are immutable and in the order the controller gave them.
 *
 * @param leader -1 when nobody can lead
 * @param eligibleLeaderReplicas out of the ISR but known to hold every committed record (KIP-966)
 */
public record PartitionImage(
        int partition,
        List<Integer> replicas,
        List<Integer> isr,
        List<Integer> eligibleLeaderReplicas,
        List<Integer> lastKnownElr,
        List<Integer> addingReplicas,
        List<Integer> removingReplicas,
        int leader,
        int leaderEpoch,
        int partitionEpoch,
        boolean recovering) {

    public static final int NO_LEADER = -1;

    public boolean isReplica(int brokerId) {
        return replicas.contains(brokerId);
    }
}
