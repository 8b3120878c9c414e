package io.odradek.sim.check;

import io.odradek.sim.client.Address;
import io.odradek.sim.client.Written;

import java.util.HashMap;
import java.util.Map;

/** An idempotent producer's records are in the log once each, in order, without a gap. */
public final class WrittenOnceInOrder implements ClusterChecker {
    private record Writer(Address at, int writer) {}

    private record Last(long number, long offset) {}

    private final Map<Writer, Last> last = new HashMap<>();

    @Override
    public void read(Address at, long offset, Written record) {
        Writer writer = new Writer(at, record.writer());
        Last before = last.getOrDefault(writer, new Last(-1, -1));
        if (offset <= before.offset) {
            return;
        }
        if (record.number() != before.number + 1) {
            throw new Violation(
                    WrittenOnceInOrder.class,
                    "%s of %s is at offset %d, behind its number %d at %d"
                            .formatted(record, at, offset, before.number, before.offset));
        }
        last.put(writer, new Last(record.number(), offset));
    }

    @Override
    public void surprised(String who, String what) {
        throw new Violation(WrittenOnceInOrder.class, who + ": " + what);
    }
}
