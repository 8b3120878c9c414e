package io.odradek.it.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A reader that was not moved is given the next offset and no other: a lower one is a non-monotonic
 * poll, a higher one a skip. Between records of transactions lie their markers, which no reader is
 * given; there only a skipped record counts.
 */
final class PollOrder implements Check {
    @Override
    public List<Anomaly> find(History history, Sightings sightings) {
        var found = new ArrayList<Anomaly>();
        for (Reader reader : history.readers()) {
            Map<Partition, Sighting> previous = new HashMap<>();
            for (ReaderEvent event : reader.events()) {
                switch (event) {
                    case ReaderEvent.Moved moved -> previous.remove(moved.partition());
                    case ReaderEvent.Poll poll ->
                            check(history, sightings, reader, poll, previous, found);
                }
            }
        }
        history.last()
                .values()
                .forEach(
                        poll ->
                                check(
                                        history,
                                        sightings,
                                        new Reader("the end", Reader.Isolation.READ_COMMITTED),
                                        poll,
                                        new HashMap<>(),
                                        found));
        return found;
    }

    private static void check(
            History history,
            Sightings sightings,
            Reader reader,
            ReaderEvent.Poll poll,
            Map<Partition, Sighting> previous,
            List<Anomaly> found) {
        for (int i = 0; i < poll.offsets().length; i++) {
            var here =
                    new Sighting(
                            "polled by " + reader.name(),
                            poll.values()[i],
                            poll.partition(),
                            poll.offsets()[i],
                            poll.atNanos());
            Sighting before = previous.put(poll.partition(), here);
            if (before == null) {
                continue;
            }
            if (here.offset() <= before.offset()) {
                found.add(
                        new Anomaly(
                                Anomaly.Kind.NON_MONOTONIC_POLL,
                                poll.partition(),
                                "a reader that was not moved went back",
                                List.of(before, here)));
            } else if (skips(history, sightings, before.offset(), here)) {
                found.add(
                        new Anomaly(
                                Anomaly.Kind.POLL_SKIP,
                                poll.partition(),
                                "a reader that was not moved left out "
                                        + (here.offset() - before.offset() - 1)
                                        + " offsets",
                                List.of(before, here)));
            }
        }
    }

    private static boolean skips(History history, Sightings sightings, long before, Sighting here) {
        if (here.offset() == before + 1) {
            return false;
        }
        boolean markers =
                history.writers().stream()
                        .filter(w -> w.partition().equals(here.partition()))
                        .anyMatch(w -> w.count() > 0 && w.transaction(0) != Transaction.NONE);
        if (!markers) {
            return true;
        }
        for (long offset = before + 1; offset < here.offset(); offset++) {
            long value = sightings.value(here.partition(), offset);
            if (value >= 0 && history.isWritten(value) && !Transactions.aborted(history, value)) {
                return true;
            }
        }
        return false;
    }
}
