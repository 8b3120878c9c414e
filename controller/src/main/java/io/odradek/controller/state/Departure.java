package io.odradek.controller.state;

import io.odradek.controller.image.PartitionImage;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Replicas that go out of service: those of brokers, or of some directories of one. */
@FunctionalInterface
interface Departure {
    /**
     * @param directory of the replica
     */
    boolean leaves(int brokerId, UUID directory);

    /** Whether the replica may lack records that it had acknowledged. */
    default boolean lacksRecords(int brokerId, UUID directory) {
        return false;
    }

    static Departure of(Set<Integer> brokers) {
        return (id, _) -> brokers.contains(id);
    }

    default boolean concerns(PartitionImage partition) {
        for (int id : partition.isr()) {
            if (leaves(id, partition.directory(id))) {
                return true;
            }
        }
        for (int id : partition.eligibleLeaderReplicas()) {
            if (lacksRecords(id, partition.directory(id))) {
                return true;
            }
        }
        return false;
    }

    default Set<Integer> distrusted(PartitionImage partition) {
        Set<Integer> distrusted = new HashSet<>();
        for (int id : partition.replicas()) {
            if (lacksRecords(id, partition.directory(id))) {
                distrusted.add(id);
            }
        }
        return distrusted;
    }
}
