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
                    current.epoch() == targetEpoch ? current : towards(member, targetEpoch, owners);
            case UNREVOKED_PARTITIONS ->
                    owned.holdsNoneOf(current.revoking())
                            ? towards(member, targetEpoch, owners)
                            : current;
            case UNRELEASED_PARTITIONS -> towards(member, targetEpoch, owners);
        };
    }

    private static Current towards(Member member, int targetEpoch, Owners owners) {
        Current current = member.current();
        PartitionSet target = member.target();
        PartitionSet toRevoke = current.assigned().minus(target);
        if (!toRevoke.isEmpty()) {
            return new Current(
                    current.epoch(),
                    current.epoch(),
                    MemberState.UNREVOKED_PARTITIONS,
                    current.assigned().and(target),
                    toRevoke);
        }
        PartitionSet.Builder free = PartitionSet.builder();
        target.minus(current.assigned())
                .forEach(
                        (topic, partition) -> {
                            if (owners.isFreeFor(member.id(), topic, partition)) {
                                free.add(topic, partition);
                            }
                        });
        PartitionSet assigned = current.assigned().plus(free.build());
        MemberState state =
                assigned.size() == target.size()
                        ? MemberState.STABLE
                        : MemberState.UNRELEASED_PARTITIONS;
        if (current.epoch() == targetEpoch
                && current.state() == state
                && assigned.size() == current.assigned().size()) {
            return current;
        }
        return new Current(targetEpoch, current.epoch(), state, assigned, PartitionSet.EMPTY);
    }
}
