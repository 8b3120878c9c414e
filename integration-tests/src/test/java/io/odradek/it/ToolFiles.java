package io.odradek.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The files that {@code tool-situations.txt} speaks of. */
final class ToolFiles {
    private ToolFiles() {}

    /**
     * @param own ends the names of this side's topics
     */
    static void write(Path folder, String own) throws IOException {
        String wool = "wool" + own;
        String silk = "silk" + own;
        String nobody = "nobody" + own;
        Map<String, String> files = new TreeMap<>();
        files.put("add.properties", "retention.ms=2000\nmin.insync.replicas=2\n");
        files.put("elect.json", plan(at(wool, 0), at(wool, 1)));
        files.put("twice.json", plan(at(wool, 0), at(wool, 0)));
        files.put("empty.json", plan());
        files.put("broken.json", "{\"partitions\": [");
        files.put("topics.json", topic(silk));
        files.put("notopics.json", topic(nobody));
        files.put("move.json", plan(at(silk, 0, 2, 3), at(silk, 1, 3, 1)));
        files.put("back.json", plan(at(silk, 0, 1, 2), at(silk, 1, 2, 3)));
        files.put("unknown-broker.json", plan(at(wool, 0, 1, 2, 9)));
        files.put("unknown-topic.json", plan(at(nobody, 0, 1, 2)));
        files.put("unknown-partition.json", plan(at(wool, 99, 1, 2)));
        files.put("double-replica.json", plan(at(wool, 0, 1, 1, 2)));
        files.put("double-partition.json", plan(at(wool, 0, 1, 2, 3), at(wool, 0, 3, 2, 1)));
        files.put(
                "no-replicas.json",
                plan("{\"topic\":\"" + wool + "\",\"partition\":0,\"replicas\":[]}"));
        files.put("dirs.json", plan(at(wool, 0, 1, 2).replace("\"any\",", "")));
        files.put("fewer.json", plan(at(wool, 0, 1, 2)));
        files.put(
                "version9.json", plan(at(wool, 0, 1, 2)).replace("\"version\":1", "\"version\":9"));
        files.put("broker.properties", "process.roles=broker\nnode.id=9\n");
        files.put("controller.properties", node("controller", folder.resolve("nodata")));
        files.put("unformatted.properties", node("broker,controller", folder.resolve("data")));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private static String plan(String... partitions) {
        return "{\"version\":1,\"partitions\":[" + String.join(",", partitions) + "]}";
    }

    private static String topic(String name) {
        return "{\"version\":1,\"topics\":[{\"topic\":\"" + name + "\"}]}";
    }

    private static String at(String topic, int partition, int... replicas) {
        String where = "{\"topic\":\"%s\",\"partition\":%d".formatted(topic, partition);
        if (replicas.length == 0) {
            return where + "}";
        }
        String dirs =
                Arrays.stream(replicas).mapToObj(_ -> "\"any\"").collect(Collectors.joining(","));
        return "%s,\"replicas\":%s,\"log_dirs\":[%s]}"
                .formatted(where, Arrays.toString(replicas), dirs);
    }

    /** Of a node that nobody starts. */
    private static String node(String roles, Path data) {
        String controller = "CONTROLLER://localhost:23499";
        String listeners =
                (roles.contains("broker") ? "PLAINTEXT://localhost:23498," : "") + controller;
        return """
        process.roles=%s
        node.id=9
        controller.listener.names=CONTROLLER
        listeners=%s
        advertised.listeners=%s
        controller.quorum.bootstrap.servers=localhost:23499
        log.dirs=%s
        """
                .formatted(roles, listeners, listeners, data);
    }
}
