package io.odradek.broker.coordinator.group.shared;

import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * The deadlines of one coordinator. Confined to it.
 *
 * <p>To put a deadline off, as each heartbeat does, costs a look into a hash table: the queue
 * learns of it only when the earlier deadline comes.
 */
public final class Timers {
    /** What to do when a deadline has come. */
    public interface Action {
        void run(Now now, Effects out);
    }

    private static final class Timer implements Comparable<Timer> {
        final Object key;
        final long sequence;
        long queuedAtMs;
        long deadlineMs;
        Action action;
        boolean cancelled;

        Timer(Object key, long sequence, long deadlineMs, Action action) {
            this.key = key;
            this.sequence = sequence;
            this.queuedAtMs = deadlineMs;
            this.deadlineMs = deadlineMs;
            this.action = action;
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(queuedAtMs, other.queuedAtMs);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private final Map<Object, Timer> byKey = new HashMap<>();
    private final PriorityQueue<Timer> queue = new PriorityQueue<>();
    private long sequence;

    /**
     * Sets the deadline of {@code key}, in monotonic milliseconds, in place of any it had.
     *
     * @param key by value, such as a record of a group and a member
     */
    public void set(Object key, long deadlineMs, Action action) {
        Timer timer = byKey.get(key);
        if (timer != null && deadlineMs >= timer.queuedAtMs) {
            timer.deadlineMs = deadlineMs;
            timer.action = action;
            return;
        }
        if (timer != null) {
            timer.cancelled = true;
        }
        Timer fresh = new Timer(key, sequence++, deadlineMs, action);
        byKey.put(key, fresh);
        queue.add(fresh);
    }

    public void cancel(Object key) {
        Timer timer = byKey.remove(key);
        if (timer != null) {
            timer.cancelled = true;
        }
    }

    public boolean isSet(Object key) {
        return byKey.containsKey(key);
    }

    /** No later than the earliest deadline; empty if there is none. */
    public OptionalLong nextMs() {
        settle(Long.MIN_VALUE);
        Timer first = queue.peek();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.queuedAtMs);
    }

    /** Runs what is due, the earliest first. */
    public void fire(Now now, Effects out) {
        while (true) {
            settle(now.monotonicMs());
            Timer first = queue.peek();
            if (first == null || first.queuedAtMs > now.monotonicMs()) {
                return;
            }
            queue.remove();
            byKey.remove(first.key);
            first.action.run(now, out);
        }
    }

    /** Drops what was cancelled and queues again what was put off, as far as it has come to it. */
    private void settle(long nowMs) {
        while (true) {
            Timer first = queue.peek();
            if (first == null) {
                return;
            }
            if (first.cancelled) {
                queue.remove();
            } else if (first.queuedAtMs <= nowMs && first.deadlineMs > first.queuedAtMs) {
                queue.remove();
                first.queuedAtMs = first.deadlineMs;
                queue.add(first);
            } else {
                return;
            }
        }
    }
}
