package io.odradek.controller.state;

import io.odradek.controller.image.PartitionImage;
import io.odradek.wire.api.ErrorCode;

import java.util.Collections;
import java.util.List;

/** What a moving partition was, and what it is going to be (KIP-455). */
final class Reassignments {
    private Reassignments() {}

    static boolean isMoving(PartitionImage partition) {
        return !partition.addingReplicas().isEmpty() || !partition.removingReplicas().isEmpty();
    }

    /** The replicas to be, the preferred leader first; the present ones where nothing moves. */
    static List<Integer> target(PartitionImage partition) {
        return without(partition.replicas(), partition.removingReplicas());
    }

    /**
     * The replicas before the move: those that stay first, for their order among the others is
     * known no more.
     */
    static List<Integer> original(PartitionImage partition) {
        return without(partition.replicas(), partition.addingReplicas());
    }

    private static List<Integer> without(List<Integer> some, List<Integer> others) {
        return some.stream().filter(id -> !others.contains(id)).toList();
    }

    /**
     * Fails when nobody of {@code replicas} is known to hold every committed record, so that only
     * an unclean election could give the partition a leader, and that is not allowed or could elect
     * nobody.
     */
    static void mayDropTo(
            View view,
            String name,
            PartitionImage now,
            List<Integer> replicas,
            boolean uncleanAllowed)
            throws Refusal {
        List<Integer> holders = now.isr();
        if (holders.isEmpty()) {
            holders =
                    now.eligibleLeaderReplicas().isEmpty()
                            ? now.lastKnownElr()
                            : now.eligibleLeaderReplicas();
        }
        boolean uncleanPossible = uncleanAllowed && replicas.stream().anyMatch(view::isActive);
        if (!uncleanPossible && !holders.isEmpty() && Collections.disjoint(holders, replicas)) {
            throw new Refusal(
                    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                    "%s cannot go to %s now: only %s hold(s) all its records. Wait until one of the others is in sync, or allow unclean elections for the topic and lose records."
                            .formatted(name, replicas, holders));
        }
    }
}
