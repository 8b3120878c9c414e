package io.odradek.broker.coordinator.group.offsets;

import io.odradek.broker.coordinator.group.shared.Timers;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.ImageDelta.TopicDelta;
import io.odradek.wire.coordinator.CoordinatorRecord;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * The offsets of a deleted topic go with it, in turns of bounded work. Those of a topic that was
 * created anew under the same name stay.
 */
public final class DeletedTopics {
    private static final int GROUPS_PER_TURN = 10_000;
    private static final int TOMBSTONES_PER_TURN = 1_000;

    private enum Key {
        TURN
    }

    private record Work(List<TopicDelta> topics, Deque<String> groupIds) {}

    private final OffsetTable table;
    private final Timers timers;
    private final Deque<Work> works = new ArrayDeque<>();

    public DeletedTopics(OffsetTable table, Timers timers) {
        this.table = table;
        this.timers = timers;
    }

    public void onMetadata(ImageDelta delta, Now now, Effects out) {
        List<TopicDelta> removed =
                delta.topics().values().stream()
                        .filter(topic -> topic.kind() == ImageDelta.Kind.REMOVED)
                        .toList();
        if (removed.isEmpty()) {
            return;
        }
        works.add(new Work(removed, new ArrayDeque<>(table.groupIds())));
        if (!timers.isSet(Key.TURN)) {
            turn(now, out);
        }
    }

    private void turn(Now now, Effects out) {
        int groups = 0;
        int tombstones = 0;
        while (!works.isEmpty()) {
            Work work = works.element();
            while (!work.groupIds.isEmpty()) {
                if (groups++ >= GROUPS_PER_TURN || tombstones >= TOMBSTONES_PER_TURN) {
                    timers.set(Key.TURN, now.monotonicMs() + 1, this::turn);
                    return;
                }
                List<CoordinatorRecord> gone = tombstones(work.groupIds.remove(), work.topics);
                tombstones += gone.size();
                gone.forEach(out::append);
            }
            works.remove();
        }
    }

    /** One group's offsets of what was deleted at once are few enough to be one piece of work. */
    private List<CoordinatorRecord> tombstones(String groupId, List<TopicDelta> topics) {
        List<CoordinatorRecord> gone = new ArrayList<>();
        Map<String, Map<Integer, CommittedOffset>> committed = table.of(groupId);
        for (TopicDelta topic : topics) {
            committed
                    .getOrDefault(topic.name(), Map.of())
                    .forEach(
                            (partition, offset) -> {
                                if (!offset.isOfAnother(topic.id())) {
                                    gone.add(
                                            OffsetTable.tombstone(
                                                    groupId, topic.name(), partition));
                                }
                            });
        }
        return gone;
    }
}
