package io.odradek.broker.replica;

import io.odradek.log.io.Shard;

import java.util.List;
import java.util.UUID;

/** Which shard owns which partition. Immutable. */
public record PartitionShards(List<Shard> shards) {
    public PartitionShards {
        shards = List.copyOf(shards);
    }

    public int count() {
        return shards.size();
    }

    public Shard shard(int index) {
        return shards.get(index);
    }

    /** The same for a partition as long as the process lives. */
    public int indexOf(UUID topicId, int partition) {
        int hash = topicId.hashCode() * 31 + partition;
        return Math.floorMod(hash ^ (hash >>> 16), shards.size());
    }

    public int indexOf(Shard shard) {
        for (int i = 0; i < shards.size(); i++) {
            if (shards.get(i) == shard) {
                return i;
            }
        }
        return 0;
    }
}
