package io.odradek.it.history;

import java.util.List;

/** Two records that were said to be at one offset. */
final class InconsistentOffsets implements Check {
    @Override
    public List<Anomaly> find(History history, Sightings sightings) {
        return sightings.contradictions().stream()
                .map(
                        c ->
                                new Anomaly(
                                        Anomaly.Kind.INCONSISTENT_OFFSETS,
                                        c.first().partition(),
                                        "two records at one offset",
                                        List.of(c.first(), c.second())))
                .toList();
    }
}
