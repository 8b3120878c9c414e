package io.odradek.it.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A record at two offsets, and not by its producer's own doing. */
final class Duplicates implements Check {
    @Override
    public List<Anomaly> find(History history, Sightings sightings) {
        return all(history, sightings).stream()
                .filter(a -> !Renumbering.excuses(history, a.records().getLast().value()))
                .toList();
    }

    /** Excused or not. */
    static List<Anomaly> all(History history, Sightings sightings) {
        var found = new ArrayList<Anomaly>();
        for (Partition partition : history.partitions()) {
            Map<Long, Long> places = new HashMap<>();
            for (long offset = 0; offset < sightings.end(partition); offset++) {
                long value = sightings.value(partition, offset);
                if (value < 0) {
                    continue;
                }
                Long other = places.putIfAbsent(value, offset);
                if (other != null) {
                    found.add(
                            new Anomaly(
                                    Anomaly.Kind.DUPLICATE,
                                    partition,
                                    "one record at two offsets",
                                    List.of(
                                            sightings.at(partition, other),
                                            sightings.at(partition, offset))));
                }
            }
        }
        return found;
    }
}
