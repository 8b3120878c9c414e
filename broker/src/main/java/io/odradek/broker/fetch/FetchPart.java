package io.odradek.broker.fetch;

import io.odradek.broker.replica.FetchOrder;
import io.odradek.broker.replica.PartitionRead;
import io.odradek.broker.replica.ShardReplicas;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The part of a round that belongs to one shard: goes there and comes back. */
final class FetchPart {
    private final List<Integer> indexes = new ArrayList<>();
    private final List<FetchOrder> orders = new ArrayList<>();
    private final List<@Nullable PartitionRead> reads = new ArrayList<>();

    void add(int index, FetchOrder order) {
        indexes.add(index);
        orders.add(order);
    }

    /**
     * On the partitions' shard: reads until the budget is used up.
     *
     * @param first whether nothing was found elsewhere, so that one batch may exceed the budget
     * @param each whether so may one of each partition, as long as there is budget: what an old
     *     client has room for is told when it is converted
     * @param all whether offsets are wanted even of what there is no room for
     */
    void read(ShardReplicas replicas, int budget, boolean first, boolean each, boolean all) {
        int bytes = 0;
        for (FetchOrder order : orders) {
            int left = budget - bytes;
            boolean anyway = (first && bytes == 0) || (each && left > 0);
            if (left <= 0 && !anyway && !all) {
                reads.add(null);
                continue;
            }
            PartitionRead read = replicas.read(order.within(Math.max(0, left), anyway));
            bytes += read.sizeInBytes();
            reads.add(read);
        }
    }

    /** Back on the session's shard. */
    void into(FetchRound round) {
        for (int i = 0; i < reads.size(); i++) {
            @Nullable PartitionRead read = reads.get(i);
            if (read != null) {
                round.put(indexes.get(i), read);
            }
        }
    }
}
