package io.odradek.it.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two records of one producer whose offsets are not in the order in which they were sent. */
final class Reorderings implements Check {
    @Override
    public List<Anomaly> find(History history, Sightings sightings) {
        var found = new ArrayList<Anomaly>();
        for (Partition partition : history.partitions()) {
            Map<Integer, Sighting> latest = new HashMap<>();
            for (long offset = 0; offset < sightings.end(partition); offset++) {
                long value = sightings.value(partition, offset);
                if (value < 0) {
                    continue;
                }
                Sighting here = sightings.at(partition, offset);
                Sighting before = latest.get(Value.writer(value));
                if (before != null && Value.sequence(before.value()) > Value.sequence(value)) {
                    if (Renumbering.excuses(history, value)) {
                        continue;
                    }
                    found.add(
                            new Anomaly(
                                    Anomaly.Kind.REORDERED,
                                    partition,
                                    "sent the other way round",
                                    List.of(before, here)));
                } else {
                    latest.put(Value.writer(value), here);
                }
            }
        }
        return found;
    }
}
