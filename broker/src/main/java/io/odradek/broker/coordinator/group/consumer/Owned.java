package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;

import java.util.UUID;
import java.util.function.BiPredicate;

/** What a member says it holds. Partitions in here are claims, they need not exist. */
interface Owned {
    /** It did not say: nothing changed since it last did. */
    Owned UNSAID =
            new Owned() {
                @Override
                public boolean holdsNoneOf(PartitionSet partitions) {
                    return partitions.isEmpty();
                }

                @Override
                public boolean within(PartitionSet partitions) {
                    return false;
                }
            };

    Owned NOTHING =
            new Owned() {
                @Override
                public boolean holdsNoneOf(PartitionSet partitions) {
                    return true;
                }

                @Override
                public boolean within(PartitionSet partitions) {
                    return true;
                }
            };

    /** Whether it is known to have given all of them up. */
    boolean holdsNoneOf(PartitionSet partitions);

    /** Whether it is known to hold nothing else. */
    boolean within(PartitionSet partitions);

    /** Claims that can be walked through. */
    interface Claims {
        /** Whether all claims pass. */
        boolean all(BiPredicate<UUID, Integer> test);
    }

    static Owned of(Claims claims) {
        return new Owned() {
            @Override
            public boolean holdsNoneOf(PartitionSet partitions) {
                return claims.all((topic, partition) -> !partitions.contains(topic, partition));
            }

            @Override
            public boolean within(PartitionSet partitions) {
                return claims.all(partitions::contains);
            }
        };
    }
}
