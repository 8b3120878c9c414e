package io.odradek.tools.groups;

import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far a group is in a partition. Pure.
 *
 * @param committed null when the group has committed nothing there
 * @param endOffset null when it is not known
 * @param member who reads it; null when nobody does
 */
record PartitionProgress(
        TopicPartition partition,
        @Nullable OffsetAndMetadata committed,
        @Nullable Long endOffset,
        @Nullable MemberDescription member) {

    static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private static final String ABSENT = "-";

    /**
     * What each member reads, the busiest member first, and then what was committed for partitions
     * that nobody reads.
     *
     * @param committed null values stand for partitions without a commit
     */
    static List<PartitionProgress> of(
            ConsumerGroupDescription group,
            Map<TopicPartition, @Nullable OffsetAndMetadata> committed,
            Map<TopicPartition, Long> endOffsets) {
        List<PartitionProgress> rows = new ArrayList<>();
        Set<TopicPartition> read = new HashSet<>();
        group.members().stream()
                .sorted(Comparator.comparingInt(PartitionProgress::load).reversed())
                .forEach(
                        member -> {
                            Set<TopicPartition> its = member.assignment().topicPartitions();
                            read.addAll(its);
                            its.stream()
                                    .sorted(BY_NAME)
                                    .forEach(p -> rows.add(at(p, committed, endOffsets, member)));
                        });
        committed.keySet().stream()
                .filter(partition -> !read.contains(partition))
                .sorted(BY_NAME)
                .forEach(partition -> rows.add(at(partition, committed, endOffsets, null)));
        return rows;
    }

    private static int load(MemberDescription member) {
        return member.assignment().topicPartitions().size();
    }

    private static PartitionProgress at(
            TopicPartition partition,
            Map<TopicPartition, @Nullable OffsetAndMetadata> committed,
            Map<TopicPartition, Long> endOffsets,
            @Nullable MemberDescription member) {
        return new PartitionProgress(
                partition, committed.get(partition), endOffsets.get(partition), member);
    }

    String leaderEpoch() {
        Optional<Integer> epoch = committed == null ? Optional.empty() : committed.leaderEpoch();
        return epoch.map(String::valueOf).orElse(ABSENT);
    }

    String currentOffset() {
        return committed == null ? ABSENT : String.valueOf(committed.offset());
    }

    String logEndOffset() {
        return endOffset == null ? ABSENT : String.valueOf(endOffset);
    }

    String lag() {
        return committed == null || endOffset == null
                ? ABSENT
                : String.valueOf(endOffset - committed.offset());
    }

    String consumerId() {
        return member == null ? ABSENT : member.consumerId();
    }

    String host() {
        return member == null ? ABSENT : member.host();
    }

    String clientId() {
        return member == null ? ABSENT : member.clientId();
    }
}
