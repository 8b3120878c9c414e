package io.odradek.sim.check;

import io.odradek.sim.client.Address;
import io.odradek.sim.client.Written;

import java.util.HashMap;
import java.util.Map;

/** What was read once at an offset is there for ever, for every reader. */
public final class ReadsAgree implements ClusterChecker {
    private record Place(Address at, long offset) {}

    private final Map<Place, Written> seen = new HashMap<>();

    @Override
    public void read(Address at, long offset, Written record) {
        Written before = seen.putIfAbsent(new Place(at, offset), record);
        if (before != null && !before.equals(record)) {
            throw new Violation(
                    ReadsAgree.class,
                    "offset %d of %s was read as %s, and then as %s"
                            .formatted(offset, at, before, record));
        }
    }
}
