package io.odradek.it.history;

import java.util.ArrayList;
import java.util.List;

/** A producer is told rising offsets for what it sends to a partition in order. */
final class SendOrder implements Check {
    @Override
    public List<Anomaly> find(History history, Sightings sightings) {
        var found = new ArrayList<Anomaly>();
        for (Writer writer : history.writers()) {
            int before = -1;
            for (int i = 0; i < writer.count(); i++) {
                if (writer.offset(i) < 0) {
                    continue;
                }
                if (before >= 0 && writer.offset(i) <= writer.offset(before)) {
                    found.add(
                            new Anomaly(
                                    Anomaly.Kind.NON_MONOTONIC_SEND,
                                    writer.partition(),
                                    "acknowledged offsets do not rise",
                                    List.of(told(writer, before), told(writer, i))));
                } else {
                    before = i;
                }
            }
        }
        return found;
    }

    private static Sighting told(Writer writer, int sequence) {
        return new Sighting(
                "acknowledged to its producer",
                Value.of(writer.id(), sequence),
                writer.partition(),
                writer.offset(sequence),
                writer.answeredNanos(sequence));
    }
}
