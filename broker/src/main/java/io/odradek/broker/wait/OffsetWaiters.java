package io.odradek.broker.wait;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Waiters of one partition, each for an offset to be reached. Appends come in order, so the first
 * in line is always the next to go. Confined to its shard.
 *
 * @param <T> a waiter; one that is over stays in line until its offset comes by
 */
public final class OffsetWaiters<T> {
    private record Entry<T>(long offset, T waiter) {}

    private final ArrayDeque<Entry<T>> line = new ArrayDeque<>();

    /**
     * Waits until {@code offset} is reached. Behind a waiter for a later offset it waits for that
     * one: a repeated batch may be acknowledged late, never early.
     */
    public void add(long offset, T waiter) {
        @Nullable Entry<T> last = line.peekLast();
        line.add(new Entry<>(last == null ? offset : Math.max(offset, last.offset), waiter));
    }

    /** Takes out every waiter for an offset up to {@code reached}, in order. */
    public void release(long reached, Consumer<T> released) {
        for (Entry<T> head = line.peek();
                head != null && head.offset <= reached;
                head = line.peek()) {
            line.poll();
            released.accept(head.waiter);
        }
    }

    /** Takes out every waiter. */
    public void releaseAll(Consumer<T> released) {
        release(Long.MAX_VALUE, released);
    }

    public boolean isEmpty() {
        return line.isEmpty();
    }

    public int size() {
        return line.size();
    }
}
