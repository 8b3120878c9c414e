package io.odradek.it.cluster;

import java.util.Map;
import java.util.TreeMap;

/**
 * The shape of a cluster.
 *
 * @param name names its folder
 * @param brokers number of nodes with a Kafka port, numbered from 1
 * @param controllers number of separate controllers, numbered from 101; 0 makes every broker one
 * @param quorum how the controllers' quorum begins
 * @param config more lines of every node's server.properties; {@code {node}} stands for its id,
 *     {@code {dir}} for the folder its settings are in
 * @param environment more variables of every node's process
 * @param sites where the nodes run
 */
public record ClusterSpec(
        String name,
        int brokers,
        int controllers,
        Quorum quorum,
        Map<String, String> config,
        Map<String, String> environment,
        Site.Plan sites) {

    /** How the controllers know of each other. */
    public enum Quorum {
        /** By {@code controller.quorum.voters}. */
        CONFIGURED,
        /** The same, but by the names {@link NodeConfig#controllerName} gives them. */
        NAMED,
        /** All were formatted with {@code --initial-controllers}. */
        INITIAL,
        /**
         * The first was formatted with {@code --standalone}, the others to join it: they only know
         * its address.
         */
        STANDALONE
    }

    public ClusterSpec {
        config = Map.copyOf(config);
        environment = Map.copyOf(environment);
    }

    /** Nodes that are broker and controller in one. */
    public static ClusterSpec combined(String name, int nodes) {
        return separate(name, nodes, 0);
    }

    public static ClusterSpec separate(String name, int brokers, int controllers) {
        return new ClusterSpec(
                name, brokers, controllers, Quorum.CONFIGURED, Map.of(), Map.of(), Site.HERE);
    }

    public ClusterSpec with(Quorum other) {
        return new ClusterSpec(name, brokers, controllers, other, config, environment, sites);
    }

    public ClusterSpec with(String key, String value) {
        var more = new TreeMap<>(config);
        more.put(key, value);
        return new ClusterSpec(name, brokers, controllers, quorum, more, environment, sites);
    }

    public ClusterSpec withEnvironment(String variable, String value) {
        var more = new TreeMap<>(environment);
        more.put(variable, value);
        return new ClusterSpec(name, brokers, controllers, quorum, config, more, sites);
    }

    public ClusterSpec at(Site.Plan others) {
        return new ClusterSpec(name, brokers, controllers, quorum, config, environment, others);
    }
}
