package io.odradek.tools.groups;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.groups.ResetStrategy.FromFile;
import io.odradek.tools.groups.ResetStrategy.ShiftBy;
import io.odradek.tools.groups.ResetStrategy.ToCurrent;
import io.odradek.tools.groups.ResetStrategy.ToEarliest;
import io.odradek.tools.groups.ResetStrategy.ToLatest;
import io.odradek.tools.groups.ResetStrategy.ToOffset;
import io.odradek.tools.groups.ResetStrategy.ToTime;

import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** Asks the cluster where a strategy leads for given partitions of a group. */
record ResetPlanner(GroupClient client, PrintWriter out, PrintWriter err) {

    /** The offsets between which a partition can be read. */
    private record Range(TopicPartition partition, long start, long end) {

        long clamp(long offset, PrintWriter err) {
            if (offset > end) {
                return warn(offset, "higher than latest", end, err);
            }
            return offset < start ? warn(offset, "lower than earliest", start, err) : offset;
        }

        private long warn(long offset, String how, long instead, PrintWriter err) {
            err.printf(
                    "WARN New offset (%d) is %s offset for topic partition %s. Value will be set to %d%n",
                    offset, how, partition, instead);
            return instead;
        }
    }

    /** The new offset of each partition. */
    Map<TopicPartition, Long> plan(
            String group, Collection<TopicPartition> partitions, ResetStrategy strategy)
            throws ExecutionException, InterruptedException {
        TreeMap<TopicPartition, Long> plan = new TreeMap<>(PartitionProgress.BY_NAME);
        switch (strategy) {
            case ToEarliest() -> plan.putAll(client.offsets(partitions, OffsetSpec.earliest()));
            case ToLatest() -> plan.putAll(client.offsets(partitions, OffsetSpec.latest()));
            case ToTime(long ms) -> plan.putAll(atTime(partitions, ms));
            case ToCurrent() -> plan.putAll(current(group, partitions));
            case ToOffset(long offset) -> {
                partitions.forEach(partition -> plan.put(partition, offset));
                clamp(plan);
            }
            case ShiftBy(long offsets) -> {
                plan.putAll(shifted(group, partitions, offsets));
                clamp(plan);
            }
            case FromFile(Map<TopicPartition, Long> offsets) -> {
                plan.putAll(offsets);
                clamp(plan);
            }
        }
        return plan;
    }

    private void clamp(TreeMap<TopicPartition, Long> plan)
            throws ExecutionException, InterruptedException {
        var starts = client.offsets(plan.keySet(), OffsetSpec.earliest());
        var ends = client.offsets(plan.keySet(), OffsetSpec.latest());
        plan.replaceAll(
                (partition, offset) ->
                        new Range(
                                        partition,
                                        starts.getOrDefault(partition, 0L),
                                        ends.getOrDefault(partition, Long.MAX_VALUE))
                                .clamp(offset, err));
    }

    private Map<TopicPartition, Long> atTime(Collection<TopicPartition> partitions, long ms)
            throws ExecutionException, InterruptedException {
        var found = new TreeMap<TopicPartition, Long>(PartitionProgress.BY_NAME);
        found.putAll(client.offsets(partitions, OffsetSpec.forTimestamp(ms)));
        var later =
                found.entrySet().stream()
                        .filter(e -> e.getValue() < 0)
                        .map(Map.Entry::getKey)
                        .toList();
        for (TopicPartition partition : later) {
            out.printf(
                    "%nWarn: Partition %d from topic %s is empty. Falling back to latest known offset.%n",
                    partition.partition(), partition.topic());
        }
        found.putAll(client.offsets(later, OffsetSpec.latest()));
        return found;
    }

    private Map<TopicPartition, Long> current(String group, Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        var committed = client.committed(group);
        var without = partitions.stream().filter(p -> committed.get(p) == null).toList();
        Map<TopicPartition, Long> current = new TreeMap<>(PartitionProgress.BY_NAME);
        current.putAll(client.offsets(without, OffsetSpec.latest()));
        for (TopicPartition partition : partitions) {
            @Nullable OffsetAndMetadata commit = committed.get(partition);
            if (commit != null) {
                current.put(partition, commit.offset());
            }
        }
        return current;
    }

    private Map<TopicPartition, Long> shifted(
            String group, Collection<TopicPartition> partitions, long by)
            throws ExecutionException, InterruptedException {
        var committed = client.committed(group);
        Map<TopicPartition, Long> shifted = new TreeMap<>(PartitionProgress.BY_NAME);
        for (TopicPartition partition : partitions) {
            @Nullable OffsetAndMetadata commit = committed.get(partition);
            if (commit == null) {
                throw new Failure(
                        "Cannot shift offset for partition %s since there is no current committed offset"
                                .formatted(partition));
            }
            shifted.put(partition, commit.offset() + by);
        }
        return shifted;
    }
}
