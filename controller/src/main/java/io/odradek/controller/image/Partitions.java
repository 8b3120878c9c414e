package io.odradek.controller.image;

import io.odradek.wire.control.metadata.IntList;
import io.odradek.wire.control.metadata.PartitionChangeRecord;
import io.odradek.wire.control.metadata.PartitionRecord;

import java.util.List;

/** Between partition records and partition images. */
final class Partitions {
    private Partitions() {}

    static PartitionImage of(PartitionRecord record) {
        return new PartitionImage(
                record.getPartition(),
                List.copyOf(record.getReplicasList()),
                List.copyOf(record.getIsrList()),
                List.copyOf(record.getEligibleLeaderReplicasList()),
                List.copyOf(record.getLastKnownElrList()),
                List.copyOf(record.getAddingReplicasList()),
                List.copyOf(record.getRemovingReplicasList()),
                record.getLeader(),
                record.getLeaderEpoch(),
                record.getPartitionEpoch(),
                record.getLeaderRecoveryState() != 0,
                Uuids.fromProto(record.getDirectoriesList()));
    }

    static PartitionImage change(PartitionImage old, PartitionChangeRecord change) {
        int leader = change.hasLeader() ? change.getLeader() : old.leader();
        boolean newEpoch = leader != old.leader() || change.getLeaderEpochBump();
        return new PartitionImage(
                old.partition(),
                or(change.hasReplicas(), change.getReplicas(), old.replicas()),
                or(change.hasIsr(), change.getIsr(), old.isr()),
                or(
                        change.hasEligibleLeaderReplicas(),
                        change.getEligibleLeaderReplicas(),
                        old.eligibleLeaderReplicas()),
                or(change.hasLastKnownElr(), change.getLastKnownElr(), old.lastKnownElr()),
                or(change.hasAddingReplicas(), change.getAddingReplicas(), old.addingReplicas()),
                or(
                        change.hasRemovingReplicas(),
                        change.getRemovingReplicas(),
                        old.removingReplicas()),
                leader,
                newEpoch ? old.leaderEpoch() + 1 : old.leaderEpoch(),
                old.partitionEpoch() + 1,
                change.hasLeaderRecoveryState()
                        ? change.getLeaderRecoveryState() != 0
                        : old.recovering(),
                change.hasDirectories()
                        ? Uuids.fromProto(change.getDirectories().getValuesList())
                        : old.directories());
    }

    private static List<Integer> or(boolean present, IntList changed, List<Integer> old) {
        return present ? List.copyOf(changed.getValuesList()) : old;
    }
}
