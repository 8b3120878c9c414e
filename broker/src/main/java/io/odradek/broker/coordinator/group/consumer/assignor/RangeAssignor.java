package io.odradek.broker.coordinator.group.consumer.assignor;

import io.odradek.broker.coordinator.group.consumer.assignor.Subscribers.Subscriber;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Gives each member a contiguous range of every topic. Topics with the same number of partitions
 * and the same subscribers are cut alike, so that who reads partition 3 of one also reads partition
 * 3 of the other (co-partitioning, KIP-848).
 *
 * <p>Members stand in a line that outlives restarts: static ones by instance id, then the others by
 * member id.
 */
public final class RangeAssignor implements Assignor {
    private static final Comparator<Subscriber> LINE =
            Comparator.comparing((Subscriber m) -> m.instanceId() == null)
                    .thenComparing(RangeAssignor::lineName);

    private static String lineName(Subscriber member) {
        @Nullable String instanceId = member.instanceId();
        return instanceId == null ? member.memberId() : instanceId;
    }

    @Override
    public String name() {
        return "range";
    }

    @Override
    public Map<String, PartitionSet> assign(Subscribers group) {
        List<Subscriber> line = new ArrayList<>(group.members());
        line.sort(LINE);
        Map<UUID, List<PartitionSet.Builder>> readers = new TreeMap<>();
        Map<String, PartitionSet.Builder> shares = new LinkedHashMap<>();
        for (Subscriber member : line) {
            PartitionSet.Builder share = PartitionSet.builder();
            shares.put(member.memberId(), share);
            for (UUID topic : member.topics()) {
                readers.computeIfAbsent(topic, t -> new ArrayList<>()).add(share);
            }
        }
        readers.forEach(
                (topic, of) -> cut(topic, group.partitionCounts().getOrDefault(topic, 0), of));
        Map<String, PartitionSet> result = new LinkedHashMap<>();
        shares.forEach((memberId, share) -> result.put(memberId, share.build()));
        return result;
    }

    /** The first members of the line get one more where it does not come out even. */
    private static void cut(UUID topic, int partitions, List<PartitionSet.Builder> readers) {
        int least = partitions / readers.size();
        int withOneMore = partitions % readers.size();
        int begin = 0;
        for (int i = 0; i < readers.size(); i++) {
            int end = begin + least + (i < withOneMore ? 1 : 0);
            readers.get(i).addRange(topic, begin, end);
            begin = end;
        }
    }
}
