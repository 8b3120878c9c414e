package io.odradek.tools.verifiable;

import io.odradek.tools.cli.Json;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one poll brought, as far as it counts. Pure.
 *
 * @param perPartition none of them empty
 */
record ConsumedBatch(Map<TopicPartition, List<ConsumerRecord<String, String>>> perPartition) {

    /** The first {@code countMax} of the records. */
    static ConsumedBatch of(ConsumerRecords<String, String> records, long countMax) {
        Map<TopicPartition, List<ConsumerRecord<String, String>>> taken = new LinkedHashMap<>();
        long left = countMax;
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<String, String>> its = records.records(partition);
            int count = (int) Math.min(its.size(), left);
            left -= count;
            if (count > 0) {
                taken.put(partition, List.copyOf(its.subList(0, count)));
            }
        }
        return new ConsumedBatch(taken);
    }

    long count() {
        return perPartition.values().stream().mapToLong(List::size).sum();
    }

    /** Where to go on. */
    Map<TopicPartition, OffsetAndMetadata> commits() {
        Map<TopicPartition, OffsetAndMetadata> commits = new LinkedHashMap<>();
        perPartition.forEach(
                (partition, records) ->
                        commits.put(
                                partition,
                                new OffsetAndMetadata(
                                        records.getLast().offset() + 1,
                                        records.getLast().leaderEpoch(),
                                        "")));
        return commits;
    }

    /** A summary of each partition. */
    List<Map<String, @Nullable Object>> summaries() {
        List<Map<String, @Nullable Object>> summaries = new ArrayList<>();
        perPartition.forEach(
                (partition, records) ->
                        summaries.add(
                                Json.object(
                                        "topic",
                                        partition.topic(),
                                        "partition",
                                        partition.partition(),
                                        "count",
                                        (long) records.size(),
                                        "minOffset",
                                        records.getFirst().offset(),
                                        "maxOffset",
                                        records.getLast().offset())));
        return summaries;
    }

    static List<Map<String, @Nullable Object>> names(Collection<TopicPartition> partitions) {
        List<Map<String, @Nullable Object>> names = new ArrayList<>();
        partitions.forEach(
                p -> names.add(Json.object("topic", p.topic(), "partition", p.partition())));
        return names;
    }

    static List<Map<String, @Nullable Object>> offsets(
            Map<TopicPartition, OffsetAndMetadata> commits) {
        List<Map<String, @Nullable Object>> offsets = new ArrayList<>();
        commits.forEach(
                (partition, commit) ->
                        offsets.add(
                                Json.object(
                                        "topic",
                                        partition.topic(),
                                        "partition",
                                        partition.partition(),
                                        "offset",
                                        commit.offset())));
        return offsets;
    }
}
