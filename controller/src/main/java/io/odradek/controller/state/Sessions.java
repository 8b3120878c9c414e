package io.odradek.controller.state;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which brokers are alive, as this leader knows it: who holds a stream, and since when each has
 * been silent. Not replicated; a new leader begins with every unfenced broker unheard of. Confined
 * to its owner.
 */
public final class Sessions {
    private static final long NO_STREAM = -1;

    /** Looks are closer together than this, unless this process itself was held up. */
    private static final long PAUSE_MS = 300;

    /** A broker that was not put out for so long is suspected as soon as any other again. */
    private static final long FORGIVEN_MS = 600_000;

    private final Map<Integer, Session> byBroker = new HashMap<>();
    private long lookedMs;
    private long awakeSinceMs;

    /** Elections were begun and may not have been ended: always so for a new leader. */
    private boolean lightDue = true;

    private static final class Session {
        final long epoch;
        final Patience patience;
        long suspectMs;
        long stream;
        long heardMs;
        long inServiceSinceMs;
        boolean lost;
        boolean out;
        long backMs;
        long metadataOffset = -1;
        long shutdownOffset = -1;

        Session(long epoch, Patience patience, long stream, long heardMs) {
            this.epoch = epoch;
            this.patience = patience;
            this.suspectMs = patience.suspectMs();
            this.stream = stream;
            this.heardMs = heardMs;
            this.inServiceSinceMs = heardMs;
        }

        /** One that was only slow is given twice the time before it is suspected again. */
        void heard(long nowMs) {
            heardMs = nowMs;
            if (out) {
                out = false;
                backMs = nowMs;
                suspectMs = Math.min(2 * suspectMs, patience.sessionMs());
            } else if (nowMs - backMs > FORGIVEN_MS) {
                suspectMs = patience.suspectMs();
            }
        }

        boolean isAttached() {
            return stream != NO_STREAM && !lost && !out;
        }
    }

    /** What a new leader knows: nothing but who was unfenced. */
    static Sessions unknown(ClusterImage image, Patience patience, long nowMs) {
        Sessions sessions = new Sessions();
        sessions.lookedMs = nowMs;
        sessions.awakeSinceMs = nowMs;
        for (BrokerImage broker : image.brokers().values()) {
            if (!broker.fenced()) {
                sessions.byBroker.put(
                        broker.id(), new Session(broker.epoch(), patience, NO_STREAM, nowMs));
            }
        }
        return sessions;
    }

    void attach(int brokerId, long epoch, long stream, Patience patience, long nowMs) {
        Session session = new Session(epoch, patience, stream, nowMs);
        @Nullable Session old = byBroker.put(brokerId, session);
        if (old != null && old.epoch == epoch) {
            session.metadataOffset = old.metadataOffset;
            session.shutdownOffset = old.shutdownOffset;
            session.inServiceSinceMs = old.inServiceSinceMs;
            session.suspectMs = Math.min(old.suspectMs, patience.sessionMs());
            session.backMs = old.backMs;
        }
    }

    void heard(int brokerId, long metadataOffset, long nowMs) {
        @Nullable Session session = byBroker.get(brokerId);
        if (session != null) {
            session.heard(nowMs);
            session.metadataOffset = Math.max(session.metadataOffset, metadataOffset);
        }
    }

    void shuttingDown(int brokerId, long offset) {
        @Nullable Session session = byBroker.get(brokerId);
        if (session != null) {
            session.shutdownOffset = offset;
        }
    }

    /** {@code brokerId} was unfenced. */
    void inService(int brokerId, long nowMs) {
        @Nullable Session session = byBroker.get(brokerId);
        if (session != null) {
            session.inServiceSinceMs = nowMs;
        }
    }

    /** For how long {@code brokerId} has been in service, as far as this leader knows. */
    long inServiceMs(int brokerId, long nowMs) {
        @Nullable Session session = byBroker.get(brokerId);
        return session == null ? 0 : nowMs - session.inServiceSinceMs;
    }

    boolean lightDue() {
        return lightDue;
    }

    void lightDue(boolean due) {
        lightDue = due;
    }

    /** Offset of the batch that moved a stopping broker's leaderships away; -1 when it is not. */
    long shutdownOffset(int brokerId) {
        @Nullable Session session = byBroker.get(brokerId);
        return session == null ? -1 : session.shutdownOffset;
    }

    long metadataOffset(int brokerId) {
        @Nullable Session session = byBroker.get(brokerId);
        return session == null ? -1 : session.metadataOffset;
    }

    /** A live process of {@code brokerId} holds a stream to us. */
    public boolean attached(int brokerId) {
        @Nullable Session session = byBroker.get(brokerId);
        return session != null && session.isAttached();
    }

    /** Stream {@code stream} ended: its broker, unless it has another stream by now. */
    OptionalInt detach(int brokerId, long stream) {
        @Nullable Session session = byBroker.get(brokerId);
        if (session == null || session.stream != stream) {
            return OptionalInt.empty();
        }
        session.lost = true;
        return OptionalInt.of(brokerId);
    }

    /** The broker's process is known to be gone. */
    void lose(int brokerId) {
        @Nullable Session session = byBroker.get(brokerId);
        if (session != null) {
            session.lost = true;
        }
    }

    /**
     * {@code brokerId} was fenced because nothing was heard of it. While its stream stands it may
     * speak again.
     */
    void putOut(int brokerId) {
        @Nullable Session session = byBroker.get(brokerId);
        if (session != null && session.isAttached()) {
            session.out = true;
        } else {
            byBroker.remove(brokerId);
        }
    }

    void forget(int brokerId) {
        byBroker.remove(brokerId);
    }

    /**
     * Brokers whose stream ended or that were silent for too long, in order. Too long is less while
     * most others are heard in time: then it is the broker that does not answer, not this process
     * or a machine under load that does not get round to listening.
     */
    SortedSet<Integer> expired(long nowMs) {
        if (nowMs - lookedMs > PAUSE_MS) {
            awakeSinceMs = nowMs;
        }
        lookedMs = nowMs;
        SortedSet<Integer> expired = new TreeSet<>();
        byBroker.forEach(
                (id, session) -> {
                    boolean silent =
                            !session.out
                                    && (nowMs - session.heardMs >= session.patience.sessionMs()
                                            || isSuspect(session, nowMs));
                    if (session.lost || silent) {
                        expired.add(id);
                    }
                });
        return expired;
    }

    private boolean isSuspect(Session suspect, long nowMs) {
        if (nowMs - Math.max(suspect.heardMs, awakeSinceMs) < suspect.suspectMs) {
            return false;
        }
        int others = 0;
        int heard = 0;
        for (Session session : byBroker.values()) {
            if (session != suspect && !session.out) {
                others++;
                heard += session.isAttached() && isInTime(session, nowMs) ? 1 : 0;
            }
        }
        return 2 * heard > others;
    }

    private static boolean isInTime(Session session, long nowMs) {
        return nowMs - session.heardMs < session.patience.suspectMs();
    }

    /** A broker that holds a stream: how far it has replayed, and for how long it was silent. */
    public record Reader(int brokerId, long metadataOffset, long silentMs) {}

    /** Everyone who holds a stream. */
    public List<Reader> readers(long nowMs) {
        List<Reader> readers = new ArrayList<>();
        byBroker.forEach(
                (id, session) -> {
                    if (attached(id)) {
                        readers.add(
                                new Reader(id, session.metadataOffset, nowMs - session.heardMs));
                    }
                });
        return readers;
    }

    /** Unfenced brokers of {@code image} that hold no stream to this leader (yet). */
    public List<BrokerImage> unattached(ClusterImage image) {
        List<BrokerImage> unattached = new ArrayList<>();
        for (BrokerImage broker : image.brokers().values()) {
            if (!broker.fenced() && !attached(broker.id())) {
                unattached.add(broker);
            }
        }
        return unattached;
    }
}
