package io.odradek.controller.runtime;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageRecords;
import io.odradek.wire.control.Change;
import io.odradek.wire.control.MetadataUpdate;
import io.odradek.wire.control.SnapshotPart;
import io.odradek.wire.control.metadata.MetadataBatch;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Publishes committed metadata to subscribers, each at its own pace. A slow one holds nothing back
 * and piles nothing up: it falls behind the recent changes and gets a snapshot. Confined to the
 * controller's shard.
 */
final class Feed {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int PART_BYTES = 256 << 10;
    private static final int SUBSCRIBERS_MAX = 4096;

    private final Map<Subscriber, Cursor> cursors = new HashMap<>();
    private final RecentChanges recent;
    private ClusterImage committed = ClusterImage.EMPTY;

    /** Made at most once per image, however many need it. */
    private @Nullable Snapshot snapshot;

    private record Snapshot(ClusterImage image, List<MetadataUpdate> parts) {}

    private static final class Cursor {
        long position;
        @Nullable Snapshot snapshot;
        int nextPart;

        Cursor(long position) {
            this.position = position;
        }
    }

    /**
     * @param recentBytes memory for recent changes
     */
    Feed(int recentBytes) {
        this.recent = new RecentChanges(-1, recentBytes);
    }

    /** A batch was committed; {@code image} includes it. */
    void committed(ClusterImage image, MetadataBatch batch) {
        committed = image;
        recent.add(
                image.offset(),
                MetadataUpdate.newBuilder()
                        .setChange(
                                Change.newBuilder()
                                        .setOffset(image.offset())
                                        .setTerm(image.epoch())
                                        .addAllRecords(batch.getRecordsList())
                                        .setTimestampMs(batch.getTimestampMs()))
                        .build());
        for (Subscriber subscriber : List.copyOf(cursors.keySet())) {
            pump(subscriber);
        }
    }

    /** A snapshot of the log replaced what was known. */
    void restored(ClusterImage image) {
        committed = image;
        recent.reset(image.offset());
    }

    /**
     * Sends everything after {@code afterOffset}, and then what comes. False when there are too
     * many subscribers.
     */
    boolean add(Subscriber subscriber, long afterOffset) {
        if (cursors.size() >= SUBSCRIBERS_MAX) {
            return false;
        }
        Cursor cursor = new Cursor(afterOffset);
        cursors.put(subscriber, cursor);
        pump(subscriber);
        return true;
    }

    void remove(Subscriber subscriber) {
        cursors.remove(subscriber);
    }

    void pump(Subscriber subscriber) {
        @Nullable Cursor cursor = cursors.get(subscriber);
        if (cursor == null) {
            return;
        }
        try {
            pump(subscriber, cursor);
        } catch (RuntimeException e) {
            // A reader that cannot be told must not hurt the others.
            LOG.warn("A metadata reader was dropped", e);
            cursors.remove(subscriber);
        }
    }

    private void pump(Subscriber subscriber, Cursor cursor) {
        while (subscriber.ready()) {
            if (cursor.snapshot == null && cursor.position < recent.floor()) {
                cursor.snapshot = snapshot();
                cursor.nextPart = 0;
            }
            @Nullable Snapshot parts = cursor.snapshot;
            if (parts != null) {
                subscriber.send(parts.parts().get(cursor.nextPart++));
                if (cursor.nextPart == parts.parts().size()) {
                    cursor.position = parts.image().offset();
                    cursor.snapshot = null;
                }
                continue;
            }
            // A position beyond the last change is fine: entries without records follow it.
            var change = recent.after(cursor.position);
            if (change == null) {
                return;
            }
            subscriber.send(change.getValue());
            cursor.position = change.getKey();
        }
    }

    private Snapshot snapshot() {
        @Nullable Snapshot made = snapshot;
        if (made == null || made.image().offset() != committed.offset()) {
            made = new Snapshot(committed, parts(committed));
            snapshot = made;
        }
        return made;
    }

    private static List<MetadataUpdate> parts(ClusterImage image) {
        List<List<MetadataRecord>> chunks = new ArrayList<>();
        List<MetadataRecord> chunk = new ArrayList<>();
        int bytes = 0;
        for (MetadataRecord record : ImageRecords.snapshot(image)) {
            if (bytes > PART_BYTES) {
                chunks.add(chunk);
                chunk = new ArrayList<>();
                bytes = 0;
            }
            chunk.add(record);
            bytes += record.getSerializedSize();
        }
        chunks.add(chunk);
        List<MetadataUpdate> parts = new ArrayList<>(chunks.size());
        for (int i = 0; i < chunks.size(); i++) {
            parts.add(
                    MetadataUpdate.newBuilder()
                            .setSnapshot(
                                    SnapshotPart.newBuilder()
                                            .setOffset(image.offset())
                                            .setTerm(image.epoch())
                                            .setFirst(i == 0)
                                            .setLast(i == chunks.size() - 1)
                                            .addAllRecords(chunks.get(i)))
                            .build());
        }
        return parts;
    }

    /** Tells every subscriber to look for the new leader. */
    void end(int leaderId, int term) {
        List<Subscriber> all = List.copyOf(cursors.keySet());
        cursors.clear();
        all.forEach(s -> s.notLeader(leaderId, term));
    }
}
