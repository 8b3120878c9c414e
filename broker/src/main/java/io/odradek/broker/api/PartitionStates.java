package io.odradek.broker.api;

import io.odradek.controller.image.PartitionImage;
import io.odradek.wire.api.ErrorCode;

/** What is wrong with a partition from a client's point of view. */
final class PartitionStates {
    private PartitionStates() {}

    /**
     * @param tellsListeners whether the client knows LISTENER_NOT_FOUND
     */
    static ErrorCode leaderError(
            ClusterView view, PartitionImage partition, boolean tellsListeners) {
        if (view.isAlive(partition.leader())) {
            return ErrorCode.NONE;
        }
        return tellsListeners && view.livesElsewhere(partition.leader())
                ? ErrorCode.LISTENER_NOT_FOUND
                : ErrorCode.LEADER_NOT_AVAILABLE;
    }
}
