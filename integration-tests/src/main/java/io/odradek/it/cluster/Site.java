package io.odradek.it.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where a node runs.
 *
 * @param host the address it listens at and is known by
 * @param launcher the words before its start command; they must become the command, not stay above
 *     it, for its process id takes the signals
 * @param environment more variables of its process
 * @param data its log directory
 */
public record Site(String host, List<String> launcher, Map<String, String> environment, Path data) {
    /** Loopback, and a folder beside the node's settings. */
    public static final Plan HERE =
            (node, home) -> new Site("127.0.0.1", List.of(), Map.of(), home.resolve("data"));

    public Site {
        launcher = List.copyOf(launcher);
        environment = Map.copyOf(environment);
    }

    /** The site of every node of a cluster. */
    public interface Plan {
        /**
         * @param home the folder of the node's settings
         */
        Site of(int node, Path home);
    }
}
