package io.odradek.tools.cluster;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Json;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the file of {@code kafka-delete-records} says. Pure. */
final class DeletionPlan {

    private static final long VERSION = 1;

    private DeletionPlan() {}

    /**
     * The offset before which each partition is emptied; -1 stands for its end.
     *
     * @throws Failure naming what is missing or wrong
     */
    static SortedMap<TopicPartition, Long> parse(String json) {
        if (!(document(json) instanceof Map<?, ?> document)) {
            throw new Failure("The input string is not a valid JSON");
        }
        Object version = document.get("version");
        if (version != null && !version.equals(VERSION)) {
            throw new Failure("Not supported version field value " + version);
        }
        if (!(document.get("partitions") instanceof List<?> partitions)) {
            throw new Failure("Missing partitions field");
        }
        SortedMap<TopicPartition, Long> plan =
                new TreeMap<>(
                        Comparator.comparing(TopicPartition::topic)
                                .thenComparingInt(TopicPartition::partition));
        List<String> duplicates = new ArrayList<>();
        for (Object entry : partitions) {
            if (!(entry instanceof Map<?, ?> fields)) {
                throw new Failure(
                        "An entry of partitions is not of the form {\"topic\": \"foo\", \"partition\": 1, \"offset\": 1}: "
                                + Json.write(entry));
            }
            TopicPartition partition =
                    new TopicPartition(
                            String.valueOf(field(fields, "topic")),
                            Math.toIntExact(integer(fields, "partition")));
            if (plan.put(partition, integer(fields, "offset")) != null) {
                duplicates.add(partition.toString());
            }
        }
        if (!duplicates.isEmpty()) {
            throw new Failure(
                    "Offset json file contains duplicate topic partitions: "
                            + String.join(",", duplicates));
        }
        return plan;
    }

    private static @Nullable Object document(String json) {
        try {
            return Json.parse(json);
        } catch (Failure e) {
            throw new Failure("The input string is not a valid JSON: " + e.getMessage(), e);
        }
    }

    private static Object field(Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw new Failure("No such field exists: `%s`".formatted(name));
        }
        return value;
    }

    private static long integer(Map<?, ?> fields, String name) {
        Object value = field(fields, name);
        if (value instanceof Long number
                && (number == (long) (int) (long) number || name.equals("offset"))) {
            return number;
        }
        throw new Failure(
                "Expected `Integer` value, received %s (in the field `%s`)"
                        .formatted(Json.write(value), name));
    }
}
