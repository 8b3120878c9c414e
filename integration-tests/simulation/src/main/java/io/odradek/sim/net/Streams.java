package io.odradek.sim.net;

import io.odradek.raft.sim.Scheduler;
import io.odradek.raft.sim.SimProcess;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Connections between simulated machines, with TCP's promises and no more: in order, whole, or not
 * at all. A cut link holds everything back until it heals; a dead process is told to its peers when
 * its host still lives, and by nobody when the host is gone.
 */
public final class Streams {
    static final long CONNECT_TIMEOUT_NANOS = 2_000_000_000L;
    private static final long KEEPALIVE_NANOS = 1_000_000_000L;
    private static final int KEEPALIVES_LOST = 3;

    /** One side's ear. Called in its process. */
    public interface Ear {
        /** Messages may be sent from now on. */
        default void opened(Stream stream) {}

        void received(Object message);

        /** Nothing follows. Not called at the side that closed. */
        void closed(String why);
    }

    /** Takes connections in. */
    public interface Door {
        /** Returns who hears what comes. {@code stream} is this side's. */
        Ear knocked(Stream stream, int fromHost);
    }

    private record Address(int host, String service) {}

    private record Listener(SimProcess process, Door door) {}

    private record Link(int from, int to) {}

    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final Map<Address, Listener> listeners = new HashMap<>();
    private final Map<Integer, List<Stream>> byHost = new HashMap<>();
    private final Set<Integer> vanished = new HashSet<>();
    private final Set<Link> cut = new HashSet<>();
    private final Set<Stream> stalled = new LinkedHashSet<>();
    private long delayNanosMin = 50_000;
    private long delayNanosMax = 200_000;
    private long carried;

    public Streams(Scheduler scheduler, RandomGenerator random) {
        this.scheduler = scheduler;
        this.random = random;
    }

    /** How long messages travel from now on. */
    public void delay(long nanosMin, long nanosMax) {
        delayNanosMin = nanosMin;
        delayNanosMax = nanosMax;
    }

    /** Messages delivered so far. */
    public long carried() {
        return carried;
    }

    /** Connections that {@code host} has one end of. */
    public int open(int host) {
        return byHost.getOrDefault(host, List.of()).size();
    }

    public void listen(int host, SimProcess process, String service, Door door) {
        vanished.remove(host);
        listeners.put(new Address(host, service), new Listener(process, door));
    }

    /**
     * Begins to connect; the ear hears {@link Ear#opened}, or {@link Ear#closed} at once when the
     * process is not there and after a timeout when nobody answers.
     *
     * @param keepalive whether both sides notice, in seconds, that nothing arrives any more
     */
    public Stream connect(
            int fromHost,
            SimProcess process,
            int toHost,
            String service,
            boolean keepalive,
            Ear ear) {
        Stream near = new Stream(this, fromHost, toHost, process);
        near.hear(ear);
        long rtt = delay() + delay();
        scheduler.after(rtt, () -> connected(near, new Address(toHost, service), keepalive));
        return near;
    }

    private void connected(Stream near, Address to, boolean keepalive) {
        if (near.isClosed() || !near.process().isAlive()) {
            return;
        }
        boolean reachable =
                !vanished.contains(to.host)
                        && !isCut(near.host(), to.host)
                        && !isCut(to.host, near.host());
        Listener listener = listeners.get(to);
        if (!reachable) {
            scheduler.after(CONNECT_TIMEOUT_NANOS, () -> near.fail("connecting timed out"));
        } else if (listener == null || !listener.process.isAlive()) {
            near.fail("connection refused");
        } else {
            Stream far = new Stream(this, to.host, near.host(), listener.process);
            near.pair(far);
            far.pair(near);
            add(near);
            add(far);
            if (keepalive) {
                keepAlive(near, 0);
            }
            listener.process.run(() -> far.hear(listener.door.knocked(far, near.host())));
            near.open();
        }
    }

    private void add(Stream stream) {
        byHost.computeIfAbsent(stream.host(), _ -> new ArrayList<>()).add(stream);
    }

    void remove(Stream stream) {
        List<Stream> streams = byHost.get(stream.host());
        if (streams != null) {
            streams.remove(stream);
        }
    }

    private void keepAlive(Stream near, int lost) {
        scheduler.after(
                KEEPALIVE_NANOS,
                () -> {
                    Stream far = near.peer();
                    if (far == null || (near.isClosed() && far.isClosed())) {
                        return;
                    }
                    boolean broken =
                            near.isVoid()
                                    || far.isVoid()
                                    || isCut(near.host(), far.host())
                                    || isCut(far.host(), near.host());
                    if (broken && lost + 1 >= KEEPALIVES_LOST) {
                        near.fail("keepalive failed");
                        far.fail("keepalive failed");
                    } else {
                        keepAlive(near, broken ? lost + 1 : 0);
                    }
                });
    }

    /**
     * A process ended.
     *
     * @param hostLives whether its operating system still says so to the peers
     */
    public void processDied(int host, boolean hostLives) {
        listeners.keySet().removeIf(address -> address.host == host);
        List<Stream> orphans = byHost.getOrDefault(host, List.of());
        byHost.remove(host);
        if (!hostLives) {
            vanished.add(host);
        }
        for (Stream orphan : List.copyOf(orphans)) {
            orphan.died(hostLives);
        }
    }

    /** A host that was gone is there again and knows nothing of its old connections. */
    public void hostReturned(int host) {
        vanished.remove(host);
        for (List<Stream> streams : List.copyOf(byHost.values())) {
            for (Stream stream : List.copyOf(streams)) {
                if (stream.otherHost() == host && stream.isVoid()) {
                    scheduler.after(delay(), () -> stream.fail("reset by the peer's new system"));
                }
            }
        }
    }

    /** Breaks every connection between two hosts. */
    public void reset(int a, int b) {
        for (Stream stream : List.copyOf(byHost.getOrDefault(a, List.of()))) {
            if (stream.otherHost() == b) {
                Stream peer = stream.peer();
                stream.fail("connection reset");
                if (peer != null) {
                    peer.fail("connection reset");
                }
            }
        }
    }

    /** Holds back what {@code from} sends to {@code to}. */
    public void cut(int from, int to) {
        cut.add(new Link(from, to));
    }

    public void heal() {
        cut.clear();
        List<Stream> waiting = List.copyOf(stalled);
        stalled.clear();
        waiting.forEach(Stream::flushHeld);
    }

    boolean isCut(int from, int to) {
        return cut.contains(new Link(from, to));
    }

    /** Lets {@code arrival} happen when something sent now arrives, not before {@code earliest}. */
    long deliver(long earliest, Runnable arrival) {
        long at = Math.max(earliest, scheduler.nowNanos() + delay());
        scheduler.after(at - scheduler.nowNanos(), arrival);
        return at;
    }

    void counted() {
        carried++;
    }

    private long delay() {
        return random.nextLong(delayNanosMin, delayNanosMax + 1);
    }

    /** One side of a connection. */
    public static final class Stream {
        private sealed interface Parcel {}

        private record Message(Object content) implements Parcel {}

        private record End(String why) implements Parcel {}

        private final Streams streams;
        private final int host;
        private final int otherHost;
        private final SimProcess process;
        private final ArrayDeque<Parcel> onTheWay = new ArrayDeque<>();
        private int arrived;
        private @Nullable Stream peer;
        private @Nullable Ear ear;
        private boolean closed;
        private boolean dead;
        private long lastArrival;
        private int underWay;
        private @Nullable Runnable drained;

        Stream(Streams streams, int host, int otherHost, SimProcess process) {
            this.streams = streams;
            this.host = host;
            this.otherHost = otherHost;
            this.process = process;
        }

        int host() {
            return host;
        }

        /** The machine at the other end. */
        public int otherHost() {
            return otherHost;
        }

        SimProcess process() {
            return process;
        }

        @Nullable Stream peer() {
            return peer;
        }

        void pair(Stream other) {
            peer = other;
        }

        void hear(Ear listener) {
            ear = listener;
        }

        void open() {
            process.run(
                    () -> {
                        if (!closed && ear != null) {
                            ear.opened(this);
                        }
                    });
        }

        public boolean isClosed() {
            return closed;
        }

        /** Whether the process at the other end is gone and nobody said so. */
        boolean isVoid() {
            return peer != null && peer.dead;
        }

        /** Messages sent and not yet arrived. */
        public int underWay() {
            return underWay;
        }

        /** Runs {@code task}, in this side's process, whenever everything sent has arrived. */
        public void onDrained(Runnable task) {
            drained = task;
        }

        /** Sends, behind what was sent before; into the void once closed. */
        public void send(Object message) {
            if (!closed && process.isAlive()) {
                underWay++;
                dispatch(new Message(message));
            }
        }

        /** Ends the connection; what was sent before still arrives. */
        public void close() {
            if (!closed) {
                closed = true;
                streams.remove(this);
                dispatch(new End("closed by the peer"));
            }
        }

        private void dispatch(Parcel parcel) {
            Stream to = peer;
            if (to != null) {
                onTheWay.add(parcel);
                lastArrival =
                        streams.deliver(
                                lastArrival,
                                () -> {
                                    arrived++;
                                    takeIn(to);
                                });
            }
        }

        /** What waits behind a cut comes before all that follows, whenever that arrives. */
        private void takeIn(Stream to) {
            if (streams.isCut(host, otherHost)) {
                streams.stalled.add(this);
                return;
            }
            while (arrived > 0) {
                arrived--;
                arrive(to, onTheWay.remove());
            }
        }

        private void arrive(Stream to, Parcel parcel) {
            switch (parcel) {
                case Message(Object content) -> {
                    streams.counted();
                    to.process.run(() -> to.take(content));
                    underWay--;
                    Runnable task = drained;
                    if (underWay == 0 && task != null && !closed) {
                        process.run(task);
                    }
                }
                case End(String why) -> to.fail(why);
            }
        }

        private void take(Object content) {
            if (!closed && ear != null) {
                ear.received(content);
            }
        }

        void flushHeld() {
            Stream to = peer;
            if (to != null) {
                streams.deliver(0, () -> takeIn(to));
            }
        }

        /** The connection is gone for this side. */
        void fail(String why) {
            if (closed) {
                return;
            }
            closed = true;
            streams.remove(this);
            process.run(
                    () -> {
                        if (ear != null) {
                            ear.closed(why);
                        }
                    });
        }

        void died(boolean hostLives) {
            if (hostLives && !closed) {
                dispatch(new End("the process ended"));
            }
            closed = true;
            dead = !hostLives;
        }
    }
}
