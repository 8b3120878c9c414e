package io.odradek.sim.node;

import java.util.List;
import java.util.Map;

/**
 * What a host runs, and how.
 *
 * @param controllers ids of all controllers
 * @param properties its server.properties beyond roles, listeners and directories
 * @param clockDrift its processes' clocks run wrong by up to this part, to either side
 * @param ioNanosMax the slowest file operation
 */
public record HostPlan(
        int id,
        String clusterId,
        boolean broker,
        boolean controller,
        List<Integer> controllers,
        Map<String, String> properties,
        double clockDrift,
        long ioNanosMax,
        int shards) {}
