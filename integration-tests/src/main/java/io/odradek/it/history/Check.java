package io.odradek.it.history;

import java.util.List;

/** One promise and how to see that it was broken. */
interface Check {
    List<Anomaly> find(History history, Sightings sightings);
}
