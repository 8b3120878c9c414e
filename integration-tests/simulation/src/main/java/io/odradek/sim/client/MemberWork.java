package io.odradek.sim.client;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The partitions a member has: it asks where each begins, reads it, and knows how far it is. */
final class MemberWork {
    private static final long REST_MS = 60;

    private final SimClient data;
    private final History history;
    private final Coordination coordination;
    private final GroupOffsets offsets;
    private final Supplier<GroupOffsets.Sender> asker;
    private final Map<Address, LogReader> readers = new LinkedHashMap<>();
    private final Set<Address> beginning = new HashSet<>();
    private final Map<Address, Long> committed = new LinkedHashMap<>();
    private int round;
    private boolean asking;

    /**
     * @param data for what is read, apart from what is said to the coordinator
     */
    MemberWork(
            SimClient data,
            History history,
            Coordination coordination,
            GroupOffsets offsets,
            Supplier<GroupOffsets.Sender> asker) {
        this.data = data;
        this.history = history;
        this.coordination = coordination;
        this.offsets = offsets;
        this.asker = asker;
    }

    /**
     * Commits where it stands with {@code some}. Once: what is not kept is read again by somebody.
     */
    void commit(GroupOffsets.Sender sender, Collection<Address> some, Runnable then) {
        Map<Address, Long> positions = positions(some);
        offsets.commit(
                sender,
                positions,
                outcome -> {
                    if (outcome == GroupOffsets.Outcome.KEPT) {
                        committed(positions);
                    }
                    then.run();
                });
    }

    /** Where it stands beyond what it has committed, of {@code some}. */
    private Map<Address, Long> positions(Collection<Address> some) {
        Map<Address, Long> positions = new TreeMap<>();
        readers.forEach(
                (at, reader) -> {
                    if (some.contains(at) && reader.position() > committed.getOrDefault(at, -1L)) {
                        positions.put(at, reader.position());
                    }
                });
        return positions;
    }

    /** These are committed, and acknowledged. */
    private void committed(Map<Address, Long> positions) {
        positions.forEach((at, offset) -> committed.merge(at, offset, Long::max));
    }

    /** Reads no more of these; where it stood is still known, until they are forgotten. */
    void pause(Collection<Address> some) {
        some.forEach(
                at -> {
                    beginning.remove(at);
                    LogReader reader = readers.get(at);
                    if (reader != null) {
                        reader.stop();
                    }
                });
    }

    void forget(Collection<Address> some) {
        pause(some);
        readers.keySet().removeAll(some);
        committed.keySet().removeAll(some);
    }

    /** Nothing is its own any more. */
    void drop() {
        round++;
        asking = false;
        forget(List.copyOf(readers.keySet()));
        beginning.clear();
    }

    void begin(Collection<Address> some) {
        beginning.addAll(some);
        askWhere();
    }

    private void askWhere() {
        if (asking || beginning.isEmpty()) {
            return;
        }
        asking = true;
        int mine = round;
        offsets.fetch(
                asker.get(),
                List.copyOf(beginning),
                found -> {
                    if (mine == round) {
                        asking = false;
                        found.forEach(this::read);
                        askWhere();
                    }
                },
                why ->
                        coordination.later(
                                () -> {
                                    if (mine == round) {
                                        asking = false;
                                        askWhere();
                                    }
                                }));
    }

    private void read(Address at, long offset) {
        if (beginning.remove(at)) {
            LogReader reader = new LogReader(data, history, at, Math.max(0, offset), REST_MS);
            readers.put(at, reader);
            committed.put(at, offset);
            reader.begin();
        }
    }
}
