package io.odradek.it.chaos.work;

import io.odradek.it.history.Group;
import io.odradek.it.history.History;
import io.odradek.it.history.Partition;
import io.odradek.it.history.Reader;
import io.odradek.it.history.ReaderEvent;
import io.odradek.it.history.Writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everything clients write down. Thread-safe: every method is synchronized. */
public final class Recorder {
    private final List<Writer> writers = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final Map<Partition, ReaderEvent.Poll> last = new HashMap<>();
    private final List<String> troubles = new ArrayList<>();

    synchronized Writer writer(String producer, Partition partition) {
        var writer = new Writer(writers.size(), producer, partition);
        writers.add(writer);
        return writer;
    }

    synchronized Reader reader(String name) {
        var reader = new Reader(name, Reader.Isolation.READ_UNCOMMITTED);
        readers.add(reader);
        return reader;
    }

    synchronized Group group(String name) {
        var group = new Group(name);
        groups.add(group);
        return group;
    }

    synchronized void last(ReaderEvent.Poll poll) {
        last.put(poll.partition(), poll);
    }

    /** A client could not do what no fault excuses. */
    synchronized void trouble(String what) {
        troubles.add(what);
    }

    public synchronized List<String> troubles() {
        return List.copyOf(troubles);
    }

    public synchronized List<Writer> writers() {
        return List.copyOf(writers);
    }

    /** What there is; complete once every client has ended. */
    public synchronized History history() {
        return new History(writers, List.of(), readers, groups, last);
    }
}
