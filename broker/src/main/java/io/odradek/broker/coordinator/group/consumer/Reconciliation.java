package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;

/**
 * One member's next step towards its target (KIP-848): first it gives up, then it is at the
 * target's epoch, then it gets what others have given up.
 */
final class Reconciliation {
    private Reconciliation() {}

    /** The same instance if there is no step to take. */
    static Current next(Member member, int targetEpoch, Owned owned, Owners owners) {
        Current current = member.current();
        return switch (current.state()) {
            case STABLE ->
                    current.epoch() == targetEpoch
                            ? current
                            : towards(member, targetEpoch, owned, owners);
            case UNREVOKED_PARTITIONS ->
                    owned.holdsNoneOf(current.revoking())
                            ? towards(member, targetEpoch, owned, owners)
                            : current;
            case UNRELEASED_PARTITIONS -> towards(member, targetEpoch, owned, owners);
        };
    }

    private static Current towards(Member member, int targetEpoch, Owned owned, Owners owners) {
        Current current = member.current();
        PartitionSet target = member.target();
        PartitionSet kept = current.assigned().and(target);
        PartitionSet toRevoke = current.assigned().minus(target);
        if (!toRevoke.isEmpty() && !(owned.settled() && owned.holdsNoneOf(toRevoke))) {
            return new Current(
                    current.epoch(),
                    current.epoch(),
                    MemberState.UNREVOKED_PARTITIONS,
                    kept,
                    toRevoke);
        }
        PartitionSet.Builder free = PartitionSet.builder();
        target.minus(kept)
                .forEach(
                        (topic, partition) -> {
                            if (owners.isFreeFor(member.id(), topic, partition)) {
                                free.add(topic, partition);
                            }
                        });
        PartitionSet assigned = kept.plus(free.build());
        MemberState state =
                assigned.size() == target.size()
                        ? MemberState.STABLE
                        : MemberState.UNRELEASED_PARTITIONS;
        if (current.epoch() == targetEpoch
                && current.state() == state
                && assigned.equals(current.assigned())
                && current.revoking().isEmpty()) {
            return current;
        }
        return new Current(targetEpoch, current.epoch(), state, assigned, PartitionSet.EMPTY);
    }

    /**
     * Whether all that a member still waits for has been given up by others. One that must join
     * again to get it is not to do so for every single partition.
     */
    static boolean hasAllToGet(Member member, Owners owners) {
        return member.target()
                .minus(member.current().assigned())
                .all((topic, partition) -> owners.isFreeFor(member.id(), topic, partition));
    }
}
