package io.odradek.benchmarks;

import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.ProcessCluster;

import java.util.Map;

/**
 * A server to measure: a distribution and what is set beside its defaults.
 *
 * @param key its name on the command line
 * @param name its name in the table
 */
record Contender(String key, String name, Distribution dist, Map<String, String> config) {
    ProcessCluster start(String cluster, int nodes) {
        return ProcessCluster.start(spec(cluster, nodes), dist);
    }

    ProcessCluster formatted(String cluster, int nodes) {
        return ProcessCluster.formatted(spec(cluster, nodes), dist);
    }

    private ClusterSpec spec(String cluster, int nodes) {
        var spec = ClusterSpec.combined(cluster, nodes);
        for (var entry : config.entrySet()) {
            spec = spec.with(entry.getKey(), entry.getValue());
        }
        return spec;
    }
}
