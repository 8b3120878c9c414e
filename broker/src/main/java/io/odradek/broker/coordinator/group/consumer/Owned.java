package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;

import java.util.UUID;
import java.util.function.BiPredicate;

/**
 * What a member says it holds. Partitions in here are claims, they need not exist.
 *
 * @param said false if it did not say: nothing changed since it last did
 * @param settled whether it can be told nothing else meanwhile: who joins by the classic protocol
 *     has nothing on its way that it was given and does not hold yet
 */
record Owned(boolean said, boolean settled, Claims claims) {
    /** Claims that can be walked through. */
    interface Claims {
        /** Whether all claims pass. */
        boolean all(BiPredicate<UUID, Integer> test);
    }

    static final Owned UNSAID = new Owned(false, false, test -> true);

    static final Owned NOTHING = new Owned(true, false, test -> true);

    static Owned said(Claims claims) {
        return new Owned(true, false, claims);
    }

    static Owned joining(PartitionSet partitions) {
        return new Owned(true, true, partitions::all);
    }

    /** Whether it is known to have given all of them up. */
    boolean holdsNoneOf(PartitionSet partitions) {
        return said && claims.all((topic, partition) -> !partitions.contains(topic, partition));
    }

    /** Whether it is known to hold nothing else. */
    boolean within(PartitionSet partitions) {
        return said && claims.all(partitions::contains);
    }
}
