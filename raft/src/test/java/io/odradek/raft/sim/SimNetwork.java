package io.odradek.raft.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A network between processes that delays, drops, doubles and reorders, cuts any direction silently
 * or with a reset, and lets messages of the dead arrive.
 *
 * @param <M> what travels
 */
public final class SimNetwork<M> {

    /**
     * How bad it is.
     *
     * @param drop how many of the messages vanish, 0 to 1
     * @param duplicate how many arrive twice
     * @param reorder whether messages may overtake each other
     */
    public record Quality(
            long delayNanosMin,
            long delayNanosMax,
            double drop,
            double duplicate,
            boolean reorder) {
        public static final Quality PERFECT = new Quality(50_000, 200_000, 0, 0, false);
    }

    /** A node's ear. */
    public interface Endpoint<M> {
        void received(int from, M message);

        void connected(int peer);

        void disconnected(int peer);
    }

    private record Link(int from, int to) {}

    private record Member<M>(SimProcess process, Endpoint<M> ear) {}

    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final Map<Integer, Member<M>> members = new HashMap<>();
    private final Map<Link, Long> lastArrival = new HashMap<>();
    private final List<Link> cut = new ArrayList<>();
    private Quality quality = Quality.PERFECT;

    public SimNetwork(Scheduler scheduler, RandomGenerator random) {
        this.scheduler = scheduler;
        this.random = random;
    }

    public void quality(Quality other) {
        quality = other;
    }

    public void join(int id, SimProcess process, Endpoint<M> ear) {
        Member<M> member = new Member<>(process, ear);
        members.put(id, member);
        for (int peer : List.copyOf(members.keySet())) {
            if (peer != id && connects(id, peer)) {
                tellConnected(id, peer);
            }
        }
    }

    /**
     * The process of {@code id} is gone.
     *
     * @param reset whether its peers learn of it, as when a process dies; not when its host does
     */
    public void leave(int id, boolean reset) {
        members.remove(id);
        for (int peer : List.copyOf(members.keySet())) {
            if (reset && connects(id, peer)) {
                tell(peer, ear -> ear.disconnected(id));
            }
        }
    }

    /** Breaks the connection between two nodes; it is made again at once unless it is cut. */
    public void reset(int a, int b) {
        tell(a, ear -> ear.disconnected(b));
        tell(b, ear -> ear.disconnected(a));
        if (connects(a, b)) {
            tellConnected(a, b);
        }
    }

    /** Nothing arrives any more, and nobody is told. */
    public void cut(int from, int to) {
        cut.add(new Link(from, to));
    }

    public void heal() {
        List<Link> healed = List.copyOf(cut);
        cut.clear();
        for (Link link : healed) {
            if (members.containsKey(link.from) && members.containsKey(link.to)) {
                tellConnected(link.from, link.to);
            }
        }
    }

    private boolean connects(int a, int b) {
        return !cut.contains(new Link(a, b)) && !cut.contains(new Link(b, a));
    }

    public void send(int from, int to, M message) {
        if (random.nextDouble() < quality.drop) {
            return;
        }
        deliver(from, to, message);
        if (random.nextDouble() < quality.duplicate) {
            deliver(from, to, message);
        }
    }

    private void deliver(int from, int to, M message) {
        Link link = new Link(from, to);
        long arrival = scheduler.nowNanos() + delay();
        if (!quality.reorder) {
            arrival = Math.max(arrival, lastArrival.getOrDefault(link, 0L));
            lastArrival.put(link, arrival);
        }
        scheduler.after(
                arrival - scheduler.nowNanos(),
                () -> {
                    Member<M> member = members.get(to);
                    if (member != null && !cut.contains(link)) {
                        member.process.run(() -> member.ear.received(from, message));
                    }
                });
    }

    private interface News<M> {
        void tell(Endpoint<M> ear);
    }

    private void tellConnected(int a, int b) {
        tell(a, ear -> ear.connected(b));
        tell(b, ear -> ear.connected(a));
    }

    private void tell(int to, News<M> news) {
        scheduler.after(
                delay(),
                () -> {
                    Member<M> member = members.get(to);
                    if (member != null) {
                        member.process.run(() -> news.tell(member.ear));
                    }
                });
    }

    private long delay() {
        return random.nextLong(quality.delayNanosMin, quality.delayNanosMax + 1);
    }
}
