package io.odradek.tools.partitions;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Json;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code kafka-log-dirs.sh} (KIP-113). */
@Command(
        name = "kafka-log-dirs.sh",
        sortOptions = false,
        description = "Show what is in the log directories of brokers, as JSON.")
public final class LogDirsCommand extends Tool {
    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(names = "--describe", description = "Required.")
    private boolean describe;

    @Option(
            names = "--topic-list",
            paramLabel = "<topic,...>",
            description = "Only these topics; all by default.")
    private String topicList = "";

    @Option(
            names = "--broker-list",
            paramLabel = "<id,...>",
            description = "Only these brokers; all by default.")
    private String brokerList = "";

    public static void main(String[] args) {
        Launcher.runAndExit(new LogDirsCommand(), args);
    }

    @Override
    public Integer call() throws Exception {
        if (!connection.hasBootstrapServer()) {
            throw usage("Missing required option(s): bootstrap-server");
        }
        if (!describe) {
            throw usage("Missing required option(s): describe");
        }
        try (Admin admin = connection.connect()) {
            SortedSet<Integer> known =
                    admin.describeCluster().nodes().get().stream()
                            .map(Node::id)
                            .collect(Collectors.toCollection(TreeSet::new));
            SortedSet<Integer> brokers = brokerList.isEmpty() ? known : ids();
            List<Integer> unknown = brokers.stream().filter(id -> !known.contains(id)).toList();
            if (!unknown.isEmpty()) {
                throw new Failure(
                        "The given brokers do not exist from --broker-list: %s. Current existent brokers: %s"
                                .formatted(join(unknown), join(known)));
            }
            out().println("Querying brokers for log directories information");
            Map<Integer, Map<String, LogDirDescription>> found =
                    new TreeMap<>(admin.describeLogDirs(brokers).allDescriptions().get());
            out().println(
                            "Received log directory information from brokers "
                                    + join(found.keySet()));
            out().println(json(found, Set.of(split(topicList))));
        }
        return 0;
    }

    private SortedSet<Integer> ids() {
        SortedSet<Integer> ids = new TreeSet<>();
        for (String id : split(brokerList)) {
            try {
                ids.add(Integer.valueOf(id.strip()));
            } catch (NumberFormatException e) {
                throw usage("--broker-list: '" + id + "' is not a broker id");
            }
        }
        return ids;
    }

    private static String[] split(String list) {
        return list.isEmpty() ? new String[0] : list.split(",", -1);
    }

    private static String join(Collection<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /**
     * @param topics none for all
     */
    static String json(Map<Integer, Map<String, LogDirDescription>> found, Set<String> topics) {
        List<Object> brokers = new ArrayList<>();
        found.forEach(
                (id, directories) -> {
                    List<Object> logDirs = new ArrayList<>();
                    new TreeMap<>(directories)
                            .forEach((path, dir) -> logDirs.add(directory(path, dir, topics)));
                    brokers.add(Json.object("broker", id, "logDirs", logDirs));
                });
        return Json.write(Json.object("version", 1, "brokers", brokers));
    }

    private static Object directory(String path, LogDirDescription dir, Set<String> topics) {
        List<Object> partitions = new ArrayList<>();
        Map<TopicPartition, ReplicaInfo> sorted = new TreeMap<>(PartitionJson.ORDER);
        sorted.putAll(dir.replicaInfos());
        sorted.forEach(
                (at, replica) -> {
                    if (topics.isEmpty() || topics.contains(at.topic())) {
                        partitions.add(
                                Json.object(
                                        "partition",
                                        at.toString(),
                                        "size",
                                        replica.size(),
                                        "offsetLag",
                                        replica.offsetLag(),
                                        "isFuture",
                                        replica.isFuture()));
                    }
                });
        @Nullable Throwable error = dir.error();
        return Json.object(
                "partitions",
                partitions,
                "error",
                error == null ? null : error.getClass().getName(),
                "logDir",
                path);
    }
}
