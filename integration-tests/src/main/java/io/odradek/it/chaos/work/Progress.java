package io.odradek.it.chaos.work;

import io.odradek.it.history.Partition;
import io.odradek.it.history.ReaderEvent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How far somebody, or a group, has read: the next offset. Thread-safe: a concurrent map. */
final class Progress {
    private final Map<Partition, Long> next = new ConcurrentHashMap<>();

    void note(ReaderEvent.Poll poll) {
        int count = poll.offsets().length;
        if (count > 0) {
            next.merge(poll.partition(), poll.offsets()[count - 1] + 1, Math::max);
        }
    }

    long next(Partition partition) {
        return next.getOrDefault(partition, 0L);
    }

    boolean reached(Map<Partition, Long> ends) {
        return ends.entrySet().stream().allMatch(e -> next(e.getKey()) >= e.getValue());
    }

    @Override
    public String toString() {
        return next.toString();
    }
}
