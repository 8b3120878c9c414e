package io.odradek.broker.replica;

import io.odradek.broker.convert.ConversionLane;
import io.odradek.broker.convert.Conversions;
import io.odradek.log.batch.Repacking;
import io.odradek.log.io.Shard;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Batches on their way to a topic that stores them in another codec, or wants a look at their keys:
 * unpacked on I/O threads, a partition's in the order in which they came. Who waits here is a
 * request in flight, and those are bounded by the port. Confined to its shard.
 */
final class Repackers {
    private static final class Lane {
        final ConversionLane jobs;
        int open;

        Lane(ConversionLane jobs) {
            this.jobs = jobs;
        }
    }

    private final Shard shard;
    private final Conversions conversions;
    private final Map<PartitionKey, Lane> lanes = new HashMap<>();

    Repackers(Shard shard, Conversions conversions) {
        this.shard = shard;
        this.conversions = conversions;
    }

    /** Whether these records must go this way: for what they are, or behind what went before. */
    boolean takes(PartitionKey key, ByteBuffer records, TopicSettings topic) {
        return (!lanes.isEmpty() && lanes.containsKey(key))
                || Repacking.isNeeded(records, topic.log().rules(), topic.packing());
    }

    /**
     * Calls {@code then} on the shard, for each partition in the order of the calls; with null when
     * a bug kept it from being done.
     */
    void repack(
            PartitionKey key,
            ByteBuffer records,
            TopicSettings topic,
            Consumer<Repacking.@Nullable Outcome> then) {
        Lane lane =
                lanes.computeIfAbsent(key, any -> new Lane(new ConversionLane(shard, conversions)));
        lane.open++;
        long nowMs = shard.wallClockMs();
        Repacking.@Nullable Outcome[] outcome = new Repacking.Outcome[1];
        lane.jobs.submit(
                () ->
                        outcome[0] =
                                Repacking.of(records, topic.log().rules(), topic.packing(), nowMs),
                () -> {
                    lane.open--;
                    if (lane.open == 0) {
                        lanes.remove(key);
                    }
                    then.accept(outcome[0]);
                });
    }
}
