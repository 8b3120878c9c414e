package io.odradek.broker.fetch;

import io.odradek.broker.replica.PartitionRead;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** One look at the partitions of a session that have news. Confined to the session's shard. */
final class FetchRound {
    private final List<SessionPartition> partitions;
    private final @Nullable PartitionRead[] reads;
    private int bytes;

    /** Shards that have not answered yet. */
    int open;

    FetchRound(List<SessionPartition> partitions) {
        this.partitions = partitions;
        this.reads = new @Nullable PartitionRead[partitions.size()];
    }

    int size() {
        return partitions.size();
    }

    SessionPartition partition(int index) {
        return partitions.get(index);
    }

    /** Null when it was not looked at, because there was no room left. */
    @Nullable PartitionRead read(int index) {
        return reads[index];
    }

    void put(int index, PartitionRead read) {
        reads[index] = read;
        bytes += read.sizeInBytes();
    }

    int bytes() {
        return bytes;
    }

    /** Gives the slice back unsent. */
    void drop(int index) {
        @Nullable PartitionRead read = reads[index];
        if (read != null) {
            Slices.close(read);
            reads[index] = null;
        }
    }
}
