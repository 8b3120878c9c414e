package io.odradek.it.chaos;

import io.odradek.it.cluster.Distribution;

import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** What can be said to the command. */
final class Options {
    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How long to break the cluster; default ${DEFAULT-VALUE}.")
    double minutes = 3;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "What happens and in what order; by default a new one every time.")
    long seed = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);

    @Option(
            names = "--dist",
            paramLabel = "FOLDER",
            description = "Another distribution to break, such as benchmarks/apache-kafka.")
    Path dist = Path.of("deploy/target/odradek");

    @Option(
            names = "--docker",
            description = "Nodes are containers of the project's image, started by compose.")
    boolean docker;

    @Option(
            names = "--image",
            paramLabel = "NAME",
            description = "The image for --docker; default ${DEFAULT-VALUE}.")
    String image = "odradek:test";

    @Option(
            names = "--keep-unsynced",
            description =
                    "A killed node finds what it had not synced; else it is lost, as in a power cut.")
    boolean keepUnsynced;

    @Option(
            names = "--config",
            paramLabel = "KEY=VALUE",
            description = "One more line of every node's server.properties; repeatable.")
    Map<String, String> config = new TreeMap<>();

    @Option(
            names = "--outages",
            description =
                    "Instead: how long a producer waits when a node is killed, frozen or stopped.")
    boolean outages;

    @Option(
            names = "--times",
            paramLabel = "N",
            description = "How often --outages does each; default ${DEFAULT-VALUE}.")
    int times = 10;

    /** Empty if all is well. */
    String wrong() {
        if (docker && outages) {
            return "--docker and --outages exclude each other: outages are measured on processes.";
        }
        if (!docker
                && !Files.isExecutable(new Distribution(dist).script("kafka-server-start.sh"))) {
            return dist
                    + " is no distribution: it has no bin/kafka-server-start.sh. Build it with 'mvn"
                    + " -DskipTests package', or name another with --dist.";
        }
        if (times < 1) {
            return "--times must be 1 or more, not " + times + ".";
        }
        if (!(minutes > 0 && minutes <= 24 * 60)) {
            return "--minutes must be more than 0 and at most 1440 (a day), not " + minutes + ".";
        }
        return "";
    }
}
