package io.odradek.controller.runtime;

import io.odradek.controller.image.ClusterImage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Batches that are in the log but not committed, and who waits for them. Bounded by what the log
 * lets be uncommitted. Confined to its shard.
 */
final class Pending {
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();

    /** What to do when the batch is committed, or when leadership is lost to another. */
    record Waiter(Runnable committed, IntConsumer lostTo) {
        static final Waiter NOBODY = new Waiter(() -> {}, _ -> {});
    }

    /**
     * @param image as it is once the batch is committed
     */
    record Batch(long index, ClusterImage image, List<Waiter> waiters) {}

    void add(long index, ClusterImage image, Waiter waiter) {
        List<Waiter> waiters = new ArrayList<>(1);
        waiters.add(waiter);
        batches.add(new Batch(index, image, waiters));
    }

    /** Waits for what is last in the log; false when nothing is under way. */
    boolean joinLast(Waiter waiter) {
        @Nullable Batch last = batches.peekLast();
        if (last == null) {
            return false;
        }
        last.waiters().add(waiter);
        return true;
    }

    /** The batch at {@code index}, if it is ours; older ones are none. */
    @Nullable Batch committed(long index) {
        @Nullable Batch first = batches.peekFirst();
        if (first == null || first.index() != index) {
            return null;
        }
        return batches.poll();
    }

    void lost(int leaderId) {
        List<Batch> all = List.copyOf(batches);
        batches.clear();
        all.forEach(b -> b.waiters().forEach(w -> w.lostTo().accept(leaderId)));
    }

    int size() {
        return batches.size();
    }
}
