package io.odradek.sim.check;

import io.odradek.sim.client.Address;
import io.odradek.sim.client.Written;
import io.odradek.sim.node.SimHost;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** No acknowledged record is lost: a read of all there is finds each, where it was said to be. */
public final class AcknowledgedIsKept implements ClusterChecker {
    private final Map<Address, Map<Written, Long>> promised = new HashMap<>();
    private final Map<Address, TreeMap<Long, Written>> found = new HashMap<>();
    private final Map<Address, Map<Written, Long>> places = new HashMap<>();
    private long acknowledged;

    /** How many records were. */
    public long acknowledged() {
        return acknowledged;
    }

    @Override
    public void acknowledged(Address at, Written first, int count, long offset) {
        acknowledged += count;
        Map<Written, Long> here = promised.computeIfAbsent(at, _ -> new HashMap<>());
        for (int i = 0; i < count; i++) {
            here.put(new Written(first.writer(), first.number() + i), offset < 0 ? -1 : offset + i);
        }
    }

    @Override
    public void read(Address at, long offset, Written record) {
        found.computeIfAbsent(at, _ -> new TreeMap<>()).put(offset, record);
        places.computeIfAbsent(at, _ -> new HashMap<>()).put(record, offset);
    }

    @Override
    public void finished(List<SimHost> hosts) {
        promised.forEach(
                (at, records) ->
                        records.forEach(
                                (record, offset) -> {
                                    Long place = places.getOrDefault(at, Map.of()).get(record);
                                    if (place == null) {
                                        throw new Violation(
                                                AcknowledgedIsKept.class,
                                                "%s of %s was acknowledged at offset %d and is gone; there now: %s"
                                                        .formatted(
                                                                record,
                                                                at,
                                                                offset,
                                                                there(at, offset)));
                                    }
                                    if (offset >= 0 && place != (long) offset) {
                                        throw new Violation(
                                                AcknowledgedIsKept.class,
                                                "%s of %s was acknowledged at offset %d and is at %d"
                                                        .formatted(record, at, offset, place));
                                    }
                                }));
    }

    private Written there(Address at, long offset) {
        TreeMap<Long, Written> log = found.get(at);
        Written record = log == null ? null : log.get(offset);
        return record == null ? new Written(-1, -1) : record;
    }
}
