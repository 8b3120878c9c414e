package io.odradek.raft.core;

import io.odradek.raft.VoterChange.Outcome;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a node keeps in mind only while it leads. Forgotten whole when it no longer does. */
final class Leadership {

    /** A read that waits until a majority answered {@code round}. */
    record PendingRead(long id, long round, long index) {}

    private record Charge(long index, int bytes) {}

    final int term;
    final long noOpIndex;

    /** Rises with every request sent. */
    long round;

    long nextHeartbeatNanos;
    final List<PendingRead> reads = new ArrayList<>();

    /** The voter that shall lead next, -1 while none is chosen. */
    int transferTarget = -1;

    boolean transferring;

    /** It removed itself: if nobody takes over in time, it steps down all the same. */
    boolean resigning;

    /** The change of the voters that is under way. */
    @Nullable PendingChange change;

    long transferDeadlineNanos;

    private final Map<Integer, Progress> followers = new LinkedHashMap<>();
    private final ArrayDeque<Charge> uncommitted = new ArrayDeque<>();
    private long uncommittedBytes;

    Leadership(int term, long noOpIndex) {
        this.term = term;
        this.noOpIndex = noOpIndex;
    }

    void add(Progress follower) {
        followers.put(follower.id, follower);
    }

    void remove(int id) {
        followers.remove(id);
    }

    Collection<Progress> followers() {
        return followers.values();
    }

    @Nullable Progress follower(int id) {
        return followers.get(id);
    }

    boolean isCatchingUp(int id) {
        return change instanceof PendingChange.CatchingUp joining && joining.voter().id() == id;
    }

    long nextRound() {
        return ++round;
    }

    void charge(long index, int bytes) {
        uncommitted.add(new Charge(index, bytes));
        uncommittedBytes += bytes;
    }

    long uncommittedBytes() {
        return uncommittedBytes;
    }

    void committed(long index) {
        while (!uncommitted.isEmpty() && uncommitted.getFirst().index <= index) {
            uncommittedBytes -= uncommitted.removeFirst().bytes;
        }
    }

    void abandon(CoreState state) {
        reads.forEach(read -> state.emit(new Output.ReadRefused(read.id())));
        Outcome outcome =
                switch (change) {
                    case null -> null;
                    case PendingChange.CatchingUp _ -> new Outcome.NotLeader(-1, term);
                    case PendingChange.Appended _ -> new Outcome.Unknown();
                };
        if (change != null && outcome != null) {
            state.emit(new Output.VotersChangeEnded(change.id(), outcome));
        }
    }
}
