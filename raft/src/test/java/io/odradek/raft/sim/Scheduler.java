package io.odradek.raft.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time: events in order of their moment, and of their making where the moment is the same.
 * The one thing that makes anything happen in a simulation.
 */
public final class Scheduler {

    private record Event(long atNanos, long order, Runnable task) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
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
        events.add(new Event(nowNanos + Math.max(0, delayNanos), order++, task));
    }

    /** Lets everything happen that is due within {@code nanos} from now. */
    public void run(long nanos) {
        long end = nowNanos + nanos;
        for (Event next = events.peek();
                next != null && next.atNanos <= end;
                next = events.peek()) {
            events.poll();
            nowNanos = next.atNanos;
            executed++;
            next.task.run();
        }
        nowNanos = end;
    }
}
