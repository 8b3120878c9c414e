package io.odradek.it.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A history in the making: one partition, a writer 0, a clock that ticks with every statement. */
final class HandWritten {
    static final Partition P = new Partition("t", 0);

    private final List<Writer> writers = new ArrayList<>();
    private final List<Transaction> transactions = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final Map<Partition, ReaderEvent.Poll> last = new HashMap<>();
    private long clock;

    HandWritten() {
        writer();
    }

    Writer writer() {
        var writer = new Writer(writers.size(), "producer-" + writers.size(), P);
        writers.add(writer);
        return writer;
    }

    /** Writer 0 sends records 0, 1, ... and is told these offsets. */
    HandWritten acknowledged(long... offsets) {
        for (long offset : offsets) {
            int sequence = writers.getFirst().begin(tick());
            writers.getFirst().acknowledged(sequence, offset, tick());
        }
        return this;
    }

    /** Writer 0 sends one more and is not told. */
    HandWritten unknown() {
        writers.getFirst().begin(tick());
        return this;
    }

    HandWritten refused() {
        writers.getFirst().refused(writers.getFirst().begin(tick()), tick());
        return this;
    }

    /** One more record of writer 0, in a transaction, acknowledged. */
    HandWritten inTransaction(int transaction, long offset) {
        Writer writer = writers.getFirst();
        writer.acknowledged(writer.begin(tick(), transaction), offset, tick());
        return this;
    }

    HandWritten transaction(Transaction.Outcome outcome) {
        transactions.add(new Transaction(transactions.size(), outcome, tick()));
        return this;
    }

    Reader reader(Reader.Isolation isolation) {
        var reader = new Reader("reader-" + readers.size(), isolation);
        readers.add(reader);
        return reader;
    }

    /** A poll of writer 0's records, each at the offset of its number, from one to another. */
    ReaderEvent.Poll poll(int from, int to) {
        long[] numbers = LongStream.rangeClosed(from, to).toArray();
        return poll(numbers, numbers);
    }

    ReaderEvent.Poll poll(long[] offsets, long[] values) {
        return new ReaderEvent.Poll(tick(), P, offsets, values);
    }

    ReaderEvent.Moved moved() {
        return new ReaderEvent.Moved(tick(), P, "sought");
    }

    Group group() {
        var group = new Group("g");
        groups.add(group);
        return group;
    }

    HandWritten last(int from, int to) {
        last.put(P, poll(from, to));
        return this;
    }

    HandWritten last(long[] offsets, long[] values) {
        last.put(P, poll(offsets, values));
        return this;
    }

    long tick() {
        return ++clock;
    }

    List<Anomaly> anomalies() {
        return HistoryChecker.check(new History(writers, transactions, readers, groups, last));
    }

    List<Anomaly.Kind> kinds() {
        return anomalies().stream().map(Anomaly::kind).distinct().toList();
    }
}
