package io.odradek.tools.partitions;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Json;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The files that these commands read and write, in Apache's shapes. Pure but for {@link #read}. */
final class PartitionJson {
    static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private static final long VERSION = 1;

    private PartitionJson() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new Failure("Unable to read file " + file, e);
        }
    }

    /**
     * Where each partition is to be: {@code {"version":1, "partitions":[{"topic":"t",
     * "partition":0, "replicas":[1,2], "log_dirs":["any","any"]}]}}.
     *
     * @throws Failure naming what is missing or wrong
     */
    static SortedMap<TopicPartition, List<Integer>> assignment(String json) {
        SortedMap<TopicPartition, List<Integer>> assignment = new TreeMap<>(ORDER);
        Set<TopicPartition> twice = new TreeSet<>(ORDER);
        for (Map<?, ?> entry : entries(json, "partitions", true)) {
            TopicPartition partition = partition(entry);
            List<Integer> replicas = new ArrayList<>();
            for (Object replica : list(entry, "replicas")) {
                replicas.add(integer(replica, "replicas"));
            }
            logDirs(partition, entry, replicas);
            if (assignment.put(partition, replicas) != null) {
                twice.add(partition);
            }
        }
        if (!twice.isEmpty()) {
            throw new Failure(
                    "Partition reassignment contains duplicate topic partitions: " + join(twice));
        }
        if (assignment.isEmpty()) {
            throw new Failure("Partition reassignment list cannot be empty");
        }
        assignment.forEach(PartitionJson::distinct);
        return assignment;
    }

    private static void distinct(TopicPartition partition, List<Integer> replicas) {
        Set<Integer> seen = new HashSet<>();
        List<Integer> twice =
                replicas.stream().filter(id -> !seen.add(id)).distinct().sorted().toList();
        if (replicas.isEmpty()) {
            throw new Failure("Partition replica list cannot be empty: " + partition);
        }
        if (!twice.isEmpty()) {
            throw new Failure(
                    "Partition replica lists may not contain duplicate entries: %s contains multiple entries for %s"
                            .formatted(
                                    partition,
                                    twice.stream()
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(","))));
        }
    }

    private static void logDirs(TopicPartition partition, Map<?, ?> entry, List<Integer> replicas) {
        if (!(entry.get("log_dirs") instanceof List<?> dirs)) {
            return;
        }
        if (dirs.size() != replicas.size()) {
            throw new Failure(
                    "Size of replicas list %s is different from size of log dirs list %s for partition %s"
                            .formatted(replicas, dirs, partition));
        }
    }

    /** The directories that replicas are to be in, where the file says more than "any". */
    static Map<TopicPartitionReplica, String> logDirs(String json) {
        Map<TopicPartitionReplica, String> all = new HashMap<>();
        for (Map<?, ?> entry : entries(json, "partitions", true)) {
            TopicPartition partition = partition(entry);
            List<?> replicas = list(entry, "replicas");
            if (entry.get("log_dirs") instanceof List<?> dirs) {
                for (int i = 0; i < Math.min(dirs.size(), replicas.size()); i++) {
                    String dir = String.valueOf(dirs.get(i));
                    if (!dir.equals("any")) {
                        all.put(
                                new TopicPartitionReplica(
                                        partition.topic(),
                                        partition.partition(),
                                        integer(replicas.get(i), "replicas")),
                                dir);
                    }
                }
            }
        }
        return all;
    }

    /** The topics of {@code {"topics":[{"topic":"t"}], "version":1}}. */
    static List<String> topics(String json) {
        List<String> topics = new ArrayList<>();
        for (Map<?, ?> entry : entries(json, "topics", true)) {
            topics.add(topic(entry));
        }
        Set<String> seen = new HashSet<>();
        List<String> twice = topics.stream().filter(t -> !seen.add(t)).distinct().toList();
        if (!twice.isEmpty()) {
            throw new Failure(
                    "List of topics to reassign contains duplicate entries: "
                            + String.join(",", twice));
        }
        return topics;
    }

    /** The partitions of {@code {"partitions":[{"topic":"t", "partition":0}]}}. */
    static SortedSet<TopicPartition> partitions(String json) {
        SortedSet<TopicPartition> partitions = new TreeSet<>(ORDER);
        Set<TopicPartition> twice = new TreeSet<>(ORDER);
        for (Map<?, ?> entry : entries(json, "partitions", false)) {
            if (!partitions.add(partition(entry))) {
                twice.add(partition(entry));
            }
        }
        if (!twice.isEmpty()) {
            throw new Failure(
                    "Replica election data contains duplicate partitions: [" + list(twice) + "]");
        }
        return partitions;
    }

    static String write(SortedMap<TopicPartition, List<Integer>> assignment) {
        List<Object> partitions = new ArrayList<>();
        assignment.forEach(
                (partition, replicas) ->
                        partitions.add(
                                Json.object(
                                        "topic",
                                        partition.topic(),
                                        "partition",
                                        partition.partition(),
                                        "replicas",
                                        replicas,
                                        "log_dirs",
                                        replicas.stream().map(_ -> "any").toList())));
        return Json.write(Json.object("version", VERSION, "partitions", partitions));
    }

    /** As sentences have it. */
    static String list(Iterable<TopicPartition> partitions) {
        return join(partitions).replace(",", ", ");
    }

    static String join(Iterable<TopicPartition> partitions) {
        List<String> names = new ArrayList<>();
        partitions.forEach(p -> names.add(p.toString()));
        return String.join(",", names);
    }

    private static List<Map<?, ?>> entries(String json, String field, boolean versioned) {
        Object document;
        try {
            document = Json.parse(json);
        } catch (Failure e) {
            throw new Failure("Failed to parse the JSON: " + e.getMessage(), e);
        }
        if (!(document instanceof Map<?, ?> fields)) {
            throw new Failure("The file is no JSON object");
        }
        Object version = fields.get("version");
        if (versioned && version != null && !version.equals(VERSION)) {
            throw new Failure("Not supported version field value " + version);
        }
        List<Map<?, ?>> entries = new ArrayList<>();
        for (Object entry : list(fields, field)) {
            if (!(entry instanceof Map<?, ?> map)) {
                throw new Failure(
                        "An entry of %s is no object: %s".formatted(field, Json.write(entry)));
            }
            entries.add(map);
        }
        return entries;
    }

    private static TopicPartition partition(Map<?, ?> entry) {
        return new TopicPartition(topic(entry), integer(entry.get("partition"), "partition"));
    }

    private static String topic(Map<?, ?> entry) {
        if (entry.get("topic") instanceof String topic) {
            return topic;
        }
        throw new Failure("An entry has no field \"topic\": " + Json.write(entry));
    }

    private static List<?> list(Map<?, ?> fields, String name) {
        if (fields.get(name) instanceof List<?> list) {
            return list;
        }
        throw new Failure("There is no list \"%s\" in %s".formatted(name, Json.write(fields)));
    }

    private static int integer(@Nullable Object value, String field) {
        if (value instanceof Long number && number == (long) number.intValue()) {
            return number.intValue();
        }
        throw new Failure(
                "Expected a whole number in \"%s\", found %s".formatted(field, Json.write(value)));
    }
}
