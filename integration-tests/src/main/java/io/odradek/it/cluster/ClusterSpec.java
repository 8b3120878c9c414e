package io.odradek.it.cluster;

import java.util.Map;
import java.util.TreeMap;

/**
 * The shape of a cluster.
 *
 * @param name names its folder
 * @param brokers number of nodes with a Kafka port, numbered from 1
 * @param controllers number of separate controllers, numbered from 101; 0 makes every broker one
 * @param config more lines of every node's server.properties
 */
public record ClusterSpec(String name, int brokers, int controllers, Map<String, String> config) {
    public ClusterSpec {
        config = Map.copyOf(config);
    }

    /** Nodes that are broker and controller in one. */
    public static ClusterSpec combined(String name, int nodes) {
        return new ClusterSpec(name, nodes, 0, Map.of());
    }

    public static ClusterSpec separate(String name, int brokers, int controllers) {
        return new ClusterSpec(name, brokers, controllers, Map.of());
    }

    public ClusterSpec with(String key, String value) {
        var more = new TreeMap<>(config);
        more.put(key, value);
        return new ClusterSpec(name, brokers, controllers, more);
    }
}
