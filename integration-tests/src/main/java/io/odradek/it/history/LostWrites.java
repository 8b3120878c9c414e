package io.odradek.it.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A record that was acknowledged, or that somebody read, and that is not there at the end: lost if
 * the log went on past its offset, unseen if the log ends before it.
 */
final class LostWrites implements Check {
    @Override
    public List<Anomaly> find(History history, Sightings sightings) {
        var found = new ArrayList<Anomaly>();
        for (Partition partition : history.partitions()) {
            ReaderEvent.Poll last = history.last().get(partition);
            if (last == null) {
                continue;
            }
            Set<Long> there = new HashSet<>();
            for (long value : last.values()) {
                there.add(value);
            }
            int count = last.offsets().length;
            long end = count == 0 ? 0 : last.offsets()[count - 1] + 1;
            Set<Long> missing = new HashSet<>();
            for (long offset = 0; offset < sightings.end(partition); offset++) {
                long value = sightings.value(partition, offset);
                if (history.isWritten(value) && !there.contains(value) && missing.add(value)) {
                    found.add(missing(sightings.at(partition, offset), end));
                }
            }
            for (Writer writer : history.writers()) {
                if (writer.partition().equals(partition)) {
                    withoutOffset(writer, there, end, found);
                }
            }
        }
        return found;
    }

    private static void withoutOffset(
            Writer writer, Set<Long> there, long end, List<Anomaly> found) {
        for (int i = 0; i < writer.count(); i++) {
            long value = Value.of(writer.id(), i);
            if (writer.isAcknowledged(i) && writer.offset(i) < 0 && !there.contains(value)) {
                found.add(
                        missing(
                                new Sighting(
                                        "acknowledged without an offset",
                                        value,
                                        writer.partition(),
                                        -1,
                                        writer.answeredNanos(i)),
                                end));
            }
        }
    }

    private static Anomaly missing(Sighting seen, long end) {
        return seen.offset() < end
                ? new Anomaly(
                        Anomaly.Kind.LOST_WRITE,
                        seen.partition(),
                        "gone at the end, though the log goes on to offset " + end,
                        List.of(seen))
                : new Anomaly(
                        Anomaly.Kind.UNSEEN,
                        seen.partition(),
                        "the log ends at offset " + end + ", before it",
                        List.of(seen));
    }
}
