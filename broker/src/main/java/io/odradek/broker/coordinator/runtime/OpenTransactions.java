package io.odradek.broker.coordinator.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records that transactions wrote, while a log is read: they count from the marker that commits
 * them, in their order, and not at all when it aborts them or none has come.
 */
final class OpenTransactions {
    private static final int RECORDS_MAX = 1_000_000;

    private final Map<Long, List<LogChunk.Entry>> byProducer = new HashMap<>();
    private int records;

    void hold(long producerId, LogChunk.Entry entry) throws LoadException {
        if (++records > RECORDS_MAX) {
            throw new LoadException(
                    "more than " + RECORDS_MAX + " records of unfinished transactions", null);
        }
        byProducer.computeIfAbsent(producerId, _ -> new ArrayList<>()).add(entry);
    }

    /** Ends a producer's transaction; returns what counts now. */
    List<LogChunk.Entry> end(long producerId, boolean committed) {
        List<LogChunk.Entry> held = byProducer.remove(producerId);
        if (held == null) {
            return List.of();
        }
        records -= held.size();
        return committed ? held : List.of();
    }

    int records() {
        return records;
    }
}
