package io.odradek.raft.sim;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.PriorityQueue;

/**
 * Virtual time: events in order of their moment, and of their making where the moment is the same.
 * The one thing that makes anything happen in a simulation.
 */
public final class Scheduler {

    private record Event(long atNanos, long order, Runnable task) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();

    /** What is due at once, in order: most of what there is, and spared the queue above. */
    private final ArrayDeque<Event> dueNow = new ArrayDeque<>();

    private long nowNanos;
    private long order;
    private long executed;

    public long nowNanos() {
        return nowNanos;
    }

    /** How many events have happened. */
    public long executed() {
        return executed;
    }

    public void after(long delayNanos, Runnable task) {
        Event event = new Event(nowNanos + Math.max(0, delayNanos), order++, task);
        if (delayNanos <= 0) {
            dueNow.add(event);
        } else {
            events.add(event);
        }
    }

    /** Lets everything happen that is due within {@code nanos} from now. */
    public void run(long nanos) {
        long end = nowNanos + nanos;
        for (Event next = next(end); next != null; next = next(end)) {
            nowNanos = next.atNanos;
            executed++;
            next.task.run();
        }
        nowNanos = end;
    }

    private @Nullable Event next(long end) {
        Event soon = dueNow.peek();
        Event later = events.peek();
        if (soon != null && (later == null || soon.compareTo(later) < 0)) {
            return dueNow.poll();
        }
        return later != null && later.atNanos <= end ? events.poll() : null;
    }
}
