package io.odradek.broker.coordinator.group.offsets;

import io.odradek.broker.coordinator.group.shared.Group;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.group.shared.Groups;
import io.odradek.broker.coordinator.group.shared.Timers;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Offsets nobody needs any more expire (KIP-211): those of a group that has long been empty, those
 * a group without members committed long ago, those of topics that a living group has long not
 * read. A group that is left with neither members nor offsets goes too.
 *
 * <p>Goes over all groups at each interval, in turns of bounded work.
 */
public final class OffsetExpiry {
    private static final int OFFSETS_PER_TURN = 10_000;
    private static final int TOMBSTONES_PER_TURN = 1_000;

    /** Takes a group out of the table and its records out of the log. */
    public interface Removal {
        void remove(Group group, Effects out);
    }

    private enum Key {
        TURN
    }

    private final GroupSettings.Offsets settings;
    private final Groups groups;
    private final OffsetTable table;
    private final Timers timers;
    private final Removal removal;
    private final Deque<String> unseen = new ArrayDeque<>();

    public OffsetExpiry(
            GroupSettings.Offsets settings,
            Groups groups,
            OffsetTable table,
            Timers timers,
            Removal removal) {
        this.settings = settings;
        this.groups = groups;
        this.table = table;
        this.timers = timers;
        this.removal = removal;
    }

    public void start(Now now) {
        schedule(now.monotonicMs() + settings.checkIntervalMs());
    }

    private void schedule(long atMs) {
        timers.set(Key.TURN, atMs, this::turn);
    }

    private void turn(Now now, Effects out) {
        if (unseen.isEmpty()) {
            groups.all().forEach(group -> unseen.add(group.groupId()));
        }
        int looks = 0;
        int tombstones = 0;
        while (!unseen.isEmpty()) {
            if (looks >= OFFSETS_PER_TURN || tombstones >= TOMBSTONES_PER_TURN) {
                schedule(now.monotonicMs() + 1);
                return;
            }
            Group group = groups.find(unseen.remove());
            if (group == null) {
                continue;
            }
            int room = TOMBSTONES_PER_TURN - tombstones;
            looks++;
            List<OffsetRef> expired = new ArrayList<>();
            for (Map.Entry<String, Map<Integer, CommittedOffset>> topic :
                    table.of(group.groupId()).entrySet()) {
                looks += topic.getValue().size();
                collectExpired(group, topic.getKey(), topic.getValue(), now, expired);
            }
            if (expired.size() > room) {
                unseen.addFirst(group.groupId());
                expired = expired.subList(0, room);
            }
            tombstones += expired.size();
            for (OffsetRef ref : expired) {
                out.append(OffsetTable.tombstone(group.groupId(), ref.topic, ref.partition));
            }
            if (group.isEmpty() && !table.hasAny(group.groupId())) {
                removal.remove(group, out);
                tombstones++;
            }
        }
        schedule(now.monotonicMs() + settings.checkIntervalMs());
    }

    private record OffsetRef(String topic, int partition) {}

    private void collectExpired(
            Group group,
            String topic,
            Map<Integer, CommittedOffset> partitions,
            Now now,
            List<OffsetRef> expired) {
        if (!group.isEmpty() && group.isSubscribedTo(topic)) {
            return;
        }
        partitions.forEach(
                (partition, offset) -> {
                    if (now.wallMs() >= expiresAtMs(group, offset)) {
                        expired.add(new OffsetRef(topic, partition));
                    }
                });
    }

    private long expiresAtMs(Group group, CommittedOffset offset) {
        if (offset.expireTimestampMs() >= 0) {
            return offset.expireTimestampMs();
        }
        long sinceMs = offset.commitTimestampMs();
        // A group nobody ever was in has not become empty: only the commit counts.
        if (!group.protocolType().isEmpty()) {
            sinceMs = Math.max(sinceMs, group.emptySinceMs().orElse(sinceMs));
        }
        return sinceMs + settings.retentionMs();
    }
}
