package io.odradek.it.history;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Nobody reads what was refused; a reader of committed records reads no aborted one, and none
 * before its commit was asked for.
 */
final class Transactions implements Check {
    @Override
    public List<Anomaly> find(History history, Sightings sightings) {
        var found = new ArrayList<Anomaly>();
        for (Reader reader : history.readers()) {
            boolean committed = reader.isolation() == Reader.Isolation.READ_COMMITTED;
            for (ReaderEvent event : reader.events()) {
                if (event instanceof ReaderEvent.Poll poll) {
                    check(history, "polled by " + reader.name(), committed, poll, found);
                }
            }
        }
        history.last().values().forEach(p -> check(history, "read at the end", true, p, found));
        return found;
    }

    private static void check(
            History history,
            String by,
            boolean committed,
            ReaderEvent.Poll poll,
            List<Anomaly> found) {
        for (int i = 0; i < poll.values().length; i++) {
            long value = poll.values()[i];
            if (!history.isWritten(value)) {
                continue;
            }
            var seen = new Sighting(by, value, poll.partition(), poll.offsets()[i], poll.atNanos());
            if (history.writer(value).isRefused(Value.sequence(value))) {
                found.add(anomaly(Anomaly.Kind.ABORTED_READ, "read, though it was refused", seen));
            } else if (committed && aborted(history, value)) {
                found.add(
                        anomaly(
                                Anomaly.Kind.ABORTED_READ,
                                "read, though its transaction was aborted",
                                seen));
            } else if (committed && early(history, value, poll.atNanos())) {
                found.add(
                        anomaly(
                                Anomaly.Kind.PRECOMMITTED_READ,
                                "read before its commit was asked for",
                                seen));
            }
        }
    }

    static boolean aborted(History history, long value) {
        Transaction transaction = transaction(history, value);
        return transaction != null && transaction.outcome() == Transaction.Outcome.ABORTED;
    }

    private static boolean early(History history, long value, long atNanos) {
        Transaction transaction = transaction(history, value);
        return transaction != null && atNanos < transaction.commitNanos();
    }

    private static @Nullable Transaction transaction(History history, long value) {
        int id = history.writer(value).transaction(Value.sequence(value));
        return id == Transaction.NONE ? null : history.transactions().get(id);
    }

    private static Anomaly anomaly(Anomaly.Kind kind, String what, Sighting seen) {
        return new Anomaly(kind, seen.partition(), what, List.of(seen));
    }
}
