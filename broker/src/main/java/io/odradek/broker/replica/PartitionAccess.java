package io.odradek.broker.replica;

import io.odradek.log.partition.PartitionLog;

/** A replica and its log, to be looked at on its shard and not kept. */
public record PartitionAccess(
        PartitionKey key, String topic, PartitionReplica replica, PartitionLog log) {
    PartitionAccess(HostedPartition hosted) {
        this(hosted.key(), hosted.topic(), hosted.replica(), hosted.log());
    }
}
