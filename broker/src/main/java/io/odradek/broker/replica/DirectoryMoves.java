package io.odradek.broker.replica;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The replicas of a shard that move to other directories, one after another. Confined to it. */
final class DirectoryMoves {
    private final ShardReplicas shard;
    private final LogStore store;
    private final Map<PartitionKey, DirectoryMove> moves = new HashMap<>();
    private final ArrayDeque<DirectoryMove> waiting = new ArrayDeque<>();
    private boolean busy;

    DirectoryMoves(ShardReplicas shard, LogStore store) {
        this.shard = shard;
        this.store = store;
    }

    /** Moves a replica, instead of wherever it is going. */
    void begin(HostedPartition partition, LogDirectory to) {
        @Nullable DirectoryMove before = moves.get(partition.key());
        if (before != null && before.to() == to) {
            return;
        }
        cancel(partition.key());
        DirectoryMove[] move = new DirectoryMove[1];
        move[0] =
                new DirectoryMove(
                        shard, store, partition, to, () -> ended(partition.key(), move[0]));
        moves.put(partition.key(), move[0]);
        waiting.add(move[0]);
        next();
    }

    /** It stays where it is. */
    void cancel(PartitionKey key) {
        @Nullable DirectoryMove move = moves.remove(key);
        if (move != null && !waiting.remove(move)) {
            move.cancel();
        }
    }

    /** It has arrived, or will not. */
    void ended(PartitionKey key, DirectoryMove move) {
        moves.remove(key, move);
        busy = false;
        next();
    }

    private void next() {
        @Nullable DirectoryMove move = busy ? null : waiting.poll();
        if (move != null) {
            busy = true;
            move.start();
        }
    }

    List<FutureReplica> describe() {
        List<FutureReplica> all = new ArrayList<>();
        moves.values().forEach(move -> all.add(move.describe()));
        return all;
    }
}
