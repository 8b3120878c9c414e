package io.odradek.it.matrix;

import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.oracle.TopicReader;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What a topic holds, read by our own reader: the judge of what clients say they wrote and read.
 */
final class TopicLog {
    private TopicLog() {}

    /** The values of each partition; an offset is an index. */
    static List<List<String>> read(ProcessCluster cluster, String topic, int partitions) {
        return TopicReader.readAll(cluster.client(Map.of()), topic, partitions).stream()
                .map(
                        records ->
                                records.stream()
                                        .map(r -> new String(r.value(), StandardCharsets.UTF_8))
                                        .toList())
                .toList();
    }
}
