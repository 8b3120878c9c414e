package io.odradek.it.history;

import java.util.ArrayList;
import java.util.List;

/** A record that nobody sent, or that was sent to another partition. */
final class Phantoms implements Check {
    @Override
    public List<Anomaly> find(History history, Sightings sightings) {
        var found = new ArrayList<Anomaly>();
        for (Partition partition : sightings.partitions()) {
            for (long offset = 0; offset < sightings.end(partition); offset++) {
                long value = sightings.value(partition, offset);
                if (value == Sightings.NOTHING) {
                    continue;
                }
                String what;
                if (value == Value.CORRUPT) {
                    what = "not the bytes of any record sent";
                } else if (!history.isWritten(value)) {
                    what = "nobody sent it";
                } else if (!history.writer(value).partition().equals(partition)) {
                    what = "sent to " + history.writer(value).partition();
                } else {
                    continue;
                }
                found.add(
                        new Anomaly(
                                Anomaly.Kind.PHANTOM,
                                partition,
                                what,
                                List.of(sightings.at(partition, offset))));
            }
        }
        return found;
    }
}
