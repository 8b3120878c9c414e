package io.odradek.controller.image;

import java.util.List;
import java.util.UUID;

/**
 * One partition as of an image. Lists are immutable and in the order the controller gave them.
 *
 * @param leader -1 when nobody can lead
 * @param eligibleLeaderReplicas out of the ISR but known to hold every committed record (KIP-966)
 * @param directories of the replicas, in their order (KIP-858); empty when nobody has said so of
 *     any
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
        boolean recovering,
        List<UUID> directories) {

    public static final int NO_LEADER = -1;

    /** Nobody has said yet in which directory a replica is. */
    public static final UUID UNASSIGNED = Uuids.ZERO;

    /** A replica is in a directory that does not work, and whose id nobody can read. */
    public static final UUID LOST = new UUID(0, 1);

    /** A partition of which nobody has said in which directories it is. */
    public PartitionImage(
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
        this(
                partition,
                replicas,
                isr,
                eligibleLeaderReplicas,
                lastKnownElr,
                addingReplicas,
                removingReplicas,
                leader,
                leaderEpoch,
                partitionEpoch,
                recovering,
                List.of());
    }

    /** Where a broker's replica is; {@link #UNASSIGNED} if that is not known. */
    public UUID directory(int brokerId) {
        int index = directories.isEmpty() ? -1 : replicas.indexOf(brokerId);
        return index < 0 ? UNASSIGNED : directories.get(index);
    }

    public boolean isReplica(int brokerId) {
        return replicas.contains(brokerId);
    }
}
