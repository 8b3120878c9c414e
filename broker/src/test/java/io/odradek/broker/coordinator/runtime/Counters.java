package io.odradek.broker.coordinator.runtime;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.coordinator.OffsetCommitKey;
import io.odradek.wire.coordinator.OffsetCommitValue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Named numbers that go up. They borrow the records of committed offsets. */
final class Counters implements ReplicatedState {
    private final Map<String, Long> values = new HashMap<>();
    private final List<ReplyTo<Long>> parked = new ArrayList<>();
    private OptionalLong deadline = OptionalLong.empty();
    int loadedTimes;
    int metadataTimes;
    int replayed;

    static CoordinatorRecord record(String name, long value) {
        return CoordinatorRecord.of(
                new OffsetCommitKey(name, "t", 0),
                OffsetCommitValue.builder().offset(value).metadata("").build(),
                3);
    }

    @Override
    public void replay(CoordinatorRecord record) {
        if (record.key() instanceof OffsetCommitKey key
                && record.value() instanceof OffsetCommitValue value) {
            if (value.offset() < 0) {
                throw new IllegalStateException("negative");
            }
            replayed++;
            values.put(key.group(), value.offset());
        }
    }

    @Override
    public void loaded(ClusterImage image, Now now, Effects out) {
        loadedTimes++;
    }

    @Override
    public void onMetadata(ClusterImage image, ImageDelta delta, Now now, Effects out) {
        metadataTimes++;
    }

    @Override
    public OptionalLong nextDeadlineMs() {
        return deadline;
    }

    /** Adds one to {@code timer} and is content. */
    @Override
    public void onTime(Now now, Effects out) {
        if (deadline.isPresent() && now.monotonicMs() >= deadline.getAsLong()) {
            deadline = OptionalLong.empty();
            grow("timer", 1, out);
        }
    }

    private long grow(String name, int records, Effects out) {
        long value = 0;
        for (int i = 0; i < records; i++) {
            value = values.merge(name, 1L, Long::sum);
            out.append(record(name, value));
        }
        return value;
    }

    void add(String name, int records, ReplyTo<Long> to, Effects out) {
        long value = grow(name, records, out);
        out.reply(to, value);
        parked.forEach(p -> out.reply(p, value));
        parked.clear();
    }

    void get(String name, ReplyTo<Long> to, Effects out) {
        out.reply(to, values.getOrDefault(name, 0L));
    }

    /** Answered by the next {@link #add}. */
    void park(ReplyTo<Long> to) {
        parked.add(to);
    }

    void setDeadline(long ms, ReplyTo<Long> to, Effects out) {
        deadline = OptionalLong.of(ms);
        out.reply(to, ms);
    }
}
