package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;

/**
 * Where a member stands.
 *
 * @param epoch the epoch it is told; 0 before it has one, {@link #AWAY} for a static member that is
 *     to come back
 * @param previousEpoch it may still send this one, if our last answer was lost
 * @param assigned what it may read
 * @param revoking what it read before and has not said to have given up
 */
record Current(
        int epoch,
        int previousEpoch,
        MemberState state,
        PartitionSet assigned,
        PartitionSet revoking) {
    static final int LEFT = -1;
    static final int AWAY = -2;

    static final Current NEW =
            new Current(0, 0, MemberState.STABLE, PartitionSet.EMPTY, PartitionSet.EMPTY);

    boolean isReconciledTo(int targetEpoch) {
        return state == MemberState.STABLE && epoch == targetEpoch;
    }

    /** A static member's leave: it keeps what it has until it is back or its session ends. */
    Current away() {
        return new Current(AWAY, epoch, MemberState.STABLE, assigned, PartitionSet.EMPTY);
    }

    /** What a static member's next incarnation begins with. */
    Current takenOver() {
        return new Current(0, 0, MemberState.STABLE, assigned, PartitionSet.EMPTY);
    }
}
