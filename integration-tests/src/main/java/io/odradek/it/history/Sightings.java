package io.odradek.it.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every statement about every offset, merged: acknowledgements, polls and the last read. Where two
 * statements differ the first one stands and the other is kept as a contradiction.
 */
final class Sightings {
    static final long NOTHING = -2;

    private static final Merged EMPTY = new Merged();

    private final Map<Partition, Merged> merged = new TreeMap<>();
    private final List<Contradiction> contradictions = new ArrayList<>();

    /** Two values at one offset. */
    record Contradiction(Sighting first, Sighting second) {}

    /** What is known of one partition, by offset. */
    private static final class Merged {
        private static final int INITIAL = 1 << 10;

        private long[] values = new long[INITIAL];
        private int[] sources = new int[INITIAL];
        private long[] times = new long[INITIAL];
        private int end;

        private void reach(long offset) {
            int needed = Math.toIntExact(offset + 1);
            if (needed > values.length) {
                int size = Math.max(needed, values.length * 2);
                values = Arrays.copyOf(values, size);
                sources = Arrays.copyOf(sources, size);
                times = Arrays.copyOf(times, size);
            }
            if (needed > end) {
                Arrays.fill(values, end, needed, NOTHING);
                end = needed;
            }
        }
    }

    private final List<String> names = new ArrayList<>();

    static Sightings of(History history) {
        var all = new Sightings();
        int acknowledged = all.source("acknowledged to its producer");
        for (Writer writer : history.writers()) {
            for (int i = 0; i < writer.count(); i++) {
                if (writer.offset(i) >= 0) {
                    all.add(
                            writer.partition(),
                            writer.offset(i),
                            Value.of(writer.id(), i),
                            acknowledged,
                            writer.answeredNanos(i));
                }
            }
        }
        for (Reader reader : history.readers()) {
            int source = all.source("polled by " + reader.name());
            for (ReaderEvent event : reader.events()) {
                if (event instanceof ReaderEvent.Poll poll) {
                    all.add(poll, source);
                }
            }
        }
        int last = all.source("read at the end");
        history.last().values().forEach(poll -> all.add(poll, last));
        return all;
    }

    private int source(String name) {
        names.add(name);
        return names.size() - 1;
    }

    private void add(ReaderEvent.Poll poll, int source) {
        for (int i = 0; i < poll.offsets().length; i++) {
            add(poll.partition(), poll.offsets()[i], poll.values()[i], source, poll.atNanos());
        }
    }

    private void add(Partition partition, long offset, long value, int source, long atNanos) {
        Merged log = merged.computeIfAbsent(partition, p -> new Merged());
        log.reach(offset);
        int at = Math.toIntExact(offset);
        if (log.values[at] == NOTHING) {
            log.values[at] = value;
            log.sources[at] = source;
            log.times[at] = atNanos;
        } else if (log.values[at] != value) {
            var other = new Sighting(names.get(source), value, partition, offset, atNanos);
            contradictions.add(new Contradiction(at(partition, offset), other));
        }
    }

    Set<Partition> partitions() {
        return merged.keySet();
    }

    List<Contradiction> contradictions() {
        return contradictions;
    }

    /** One more than the highest offset anybody spoke of. */
    long end(Partition partition) {
        return merged.getOrDefault(partition, EMPTY).end;
    }

    /** The value at an offset below {@link #end}, or {@link #NOTHING}. */
    long value(Partition partition, long offset) {
        return merged.getOrDefault(partition, EMPTY).values[Math.toIntExact(offset)];
    }

    /** The first statement about an offset that has one. */
    Sighting at(Partition partition, long offset) {
        Merged log = merged.getOrDefault(partition, EMPTY);
        int at = Math.toIntExact(offset);
        return new Sighting(
                names.get(log.sources[at]), log.values[at], partition, offset, log.times[at]);
    }
}
