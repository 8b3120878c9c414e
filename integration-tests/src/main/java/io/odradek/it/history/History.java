package io.odradek.it.history;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that clients did and were told.
 *
 * @param writers at the index of their ids
 * @param last what each partition held from its first offset to its end, read after the last write
 *     to it was answered or given up
 */
public record History(
        List<Writer> writers,
        List<Transaction> transactions,
        List<Reader> readers,
        List<Group> groups,
        Map<Partition, ReaderEvent.Poll> last) {
    public History {
        writers = List.copyOf(writers);
        transactions = List.copyOf(transactions);
        readers = List.copyOf(readers);
        groups = List.copyOf(groups);
        last = Map.copyOf(last);
    }

    /** Every partition somebody wrote to. */
    public Set<Partition> partitions() {
        var all = new TreeSet<Partition>();
        writers.forEach(w -> all.add(w.partition()));
        return all;
    }

    /** Whether some writer can have sent {@code value}. */
    public boolean isWritten(long value) {
        return value >= 0
                && Value.writer(value) < writers.size()
                && Value.sequence(value) < writer(value).count();
    }

    public Writer writer(long value) {
        return writers.get(Value.writer(value));
    }
}
