package io.odradek.controller.runtime;

import io.odradek.wire.control.MetadataUpdate;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;

/**
 * The last committed changes, ready to send, within a budget of bytes. Whoever is behind it needs a
 * snapshot. Confined to its shard.
 */
final class RecentChanges {
    /** What surrounds a change in memory, roughly. */
    private static final int OVERHEAD = 200;

    private final TreeMap<Long, MetadataUpdate> changes = new TreeMap<>();
    private final int bytesMax;
    private long bytes;
    private long floor;

    RecentChanges(long floor, int bytesMax) {
        this.floor = floor;
        this.bytesMax = bytesMax;
    }

    /** Every change after this offset is here. */
    long floor() {
        return floor;
    }

    void add(long offset, MetadataUpdate change) {
        changes.put(offset, change);
        bytes += weight(change);
        while (bytes > bytesMax && changes.size() > 1) {
            Map.Entry<Long, MetadataUpdate> oldest = changes.pollFirstEntry();
            bytes -= weight(oldest.getValue());
            floor = oldest.getKey();
        }
    }

    private static int weight(MetadataUpdate change) {
        // In memory a record takes about four times its encoded size.
        return OVERHEAD + 4 * change.getSerializedSize();
    }

    Map.@Nullable Entry<Long, MetadataUpdate> after(long offset) {
        return changes.higherEntry(offset);
    }

    /** Forgets everything: a snapshot has replaced the state up to {@code offset}. */
    void reset(long offset) {
        changes.clear();
        bytes = 0;
        floor = offset;
    }
}
