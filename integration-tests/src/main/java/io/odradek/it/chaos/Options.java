package io.odradek.it.chaos;

import picocli.CommandLine.Option;

import java.nio.file.Path;
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

    /** Empty if all is well. */
    String wrong() {
        if (!(minutes > 0 && minutes <= 24 * 60)) {
            return "--minutes must be more than 0 and at most 1440 (a day), not " + minutes + ".";
        }
        return "";
    }
}
