package io.odradek.it.disk;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What was done to a file since its last sync. Thread-safe: every method is synchronized. */
final class Unsynced {
    private static final long UNCUT = Long.MAX_VALUE;

    /** The beginning of each written range and its end; no two touch. */
    private final NavigableMap<Long, Long> written = new TreeMap<>();

    private long cut = UNCUT;

    /**
     * Changes in the order in which they are to be repeated.
     *
     * @param cut to this size first
     * @param written from offset to offset, to be copied then
     */
    record Changes(long cut, NavigableMap<Long, Long> written) {
        boolean none() {
            return cut == UNCUT && written.isEmpty();
        }

        boolean isCut() {
            return cut != UNCUT;
        }
    }

    synchronized void wrote(long from, long to) {
        long begin = from;
        long end = to;
        for (var other = written.floorEntry(end);
                other != null && other.getValue() >= begin;
                other = written.floorEntry(end)) {
            begin = Math.min(begin, other.getKey());
            end = Math.max(end, other.getValue());
            written.remove(other.getKey());
        }
        if (begin < end) {
            written.put(begin, end);
        }
    }

    synchronized void cut(long size) {
        cut = Math.min(cut, size);
        written.tailMap(size, true).clear();
        Map.Entry<Long, Long> across = written.floorEntry(size);
        if (across != null && across.getValue() > size) {
            written.put(across.getKey(), size);
        }
    }

    /** All of it, which is from now on the caller's to make durable. */
    synchronized Changes take() {
        var taken = new Changes(cut, new TreeMap<>(written));
        cut = UNCUT;
        written.clear();
        return taken;
    }
}
