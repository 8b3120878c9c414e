package io.odradek.broker.replica;

/**
 * What the operator decided about replication.
 *
 * @param lagMaxNanos how long a follower may be behind before it leaves the in-sync set
 * @param joinPatienceNanos how long the watermark waits for a follower that has reached it in its
 *     log but not yet on its disk, and would join the in-sync set
 * @param readsNearby whether a consumer is sent to an in-sync replica of its own rack (KIP-392)
 */
public record ReplicaRules(
        int brokerId,
        Durability durability,
        long lagMaxNanos,
        long joinPatienceNanos,
        boolean readsNearby) {}
