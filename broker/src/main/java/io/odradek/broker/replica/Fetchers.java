package io.odradek.broker.replica;

import io.odradek.broker.net.PeerTransport;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** Fetches from every leader that has something for this shard. Confined to it. */
final class Fetchers {
    private final ShardReplicas shard;
    private final ReplicaSettings settings;
    private final ShardThrottle throttle;
    private final PeerTransport peers;
    private final Map<Integer, LeaderFetcher> byLeader = new HashMap<>();
    private final Map<PartitionKey, LeaderFetcher> byPartition = new HashMap<>();
    private boolean closed;

    Fetchers(
            ShardReplicas shard,
            ReplicaSettings settings,
            ShardThrottle throttle,
            PeerTransport peers) {
        this.shard = shard;
        this.settings = settings;
        this.throttle = throttle;
        this.peers = peers;
    }

    /** Follows the leader the replica now has, if it has another one. */
    void assign(HostedPartition partition) {
        PartitionReplica replica = partition.replica();
        @Nullable LeaderFetcher current = byPartition.get(partition.key());
        if (current != null && current.follows(partition)) {
            return;
        }
        if (current != null) {
            remove(partition);
        }
        if (replica.isFollower() && !closed) {
            LeaderFetcher fetcher =
                    byLeader.computeIfAbsent(
                            replica.leader(),
                            id -> new LeaderFetcher(id, shard, settings, throttle, peers));
            byPartition.put(partition.key(), fetcher);
            fetcher.add(partition);
        }
    }

    void remove(HostedPartition partition) {
        @Nullable LeaderFetcher fetcher = byPartition.remove(partition.key());
        if (fetcher != null) {
            fetcher.remove(partition.key());
            if (fetcher.isIdle()) {
                fetcher.close();
                byLeader.remove(fetcher.leader(), fetcher);
            }
        }
    }

    /** Whether it is throttled may have changed. */
    void throttleChanged(HostedPartition partition) {
        @Nullable LeaderFetcher fetcher = byPartition.get(partition.key());
        if (fetcher != null) {
            fetcher.throttleChanged(partition.key());
        }
    }

    /** More of the log is on the disk. */
    void progress(HostedPartition partition) {
        @Nullable LeaderFetcher fetcher = byPartition.get(partition.key());
        if (fetcher != null) {
            fetcher.progress(partition.key());
        }
    }

    void brokersChanged() {
        byLeader.values().forEach(LeaderFetcher::brokersChanged);
    }

    void endTurn() {
        byLeader.values().forEach(LeaderFetcher::endTurn);
    }

    void close() {
        closed = true;
        byLeader.values().forEach(LeaderFetcher::close);
        byLeader.clear();
        byPartition.clear();
    }
}
