package io.odradek.it.history;

import java.util.List;

/** All promises at once. */
public final class HistoryChecker {
    private static final List<Check> CHECKS =
            List.of(
                    new LostWrites(),
                    new Duplicates(),
                    new Reorderings(),
                    new InconsistentOffsets(),
                    new PollOrder(),
                    new SendOrder(),
                    new Transactions(),
                    new Phantoms(),
                    new GroupProgress());

    private HistoryChecker() {}

    /** How many repeats are the producers' own; see {@link Renumbering}. */
    public static long clientsOwnRepeats(History history) {
        return Duplicates.all(history, Sightings.of(history)).stream()
                .filter(a -> Renumbering.excuses(history, a.records().getLast().value()))
                .count();
    }

    /** Every anomaly of the history; none if every promise was kept. */
    public static List<Anomaly> check(History history) {
        Sightings sightings = Sightings.of(history);
        return CHECKS.stream().flatMap(c -> c.find(history, sightings).stream()).toList();
    }
}
