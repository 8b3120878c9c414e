package io.odradek.it.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * An unpacked distribution: a folder with Kafka's scripts in {@code bin}. It is the one parameter
 * that decides which server a cluster runs.
 *
 * @param home the folder above {@code bin}
 */
public record Distribution(Path home) {
    public Distribution {
        home = home.toAbsolutePath().normalize();
    }

    /** The distribution named by {@code -Dit.dist}, or the one the build leaves in deploy. */
    public static Distribution underTest() {
        var given = Path.of(System.getProperty("it.dist", "../deploy/target/odradek"));
        var dist = new Distribution(given);
        if (!Files.isExecutable(dist.script("kafka-server-start.sh"))) {
            throw new IllegalStateException(
                    "No distribution in "
                            + dist.home
                            + ": build it with 'mvn -DskipTests package', or name another with"
                            + " -Dit.dist=FOLDER.");
        }
        return dist;
    }

    public Path script(String name) {
        return home.resolve("bin").resolve(name);
    }

    /** Whether this is Odradek; Apache Kafka is only run for comparison. */
    public boolean isOdradek() {
        return !home.endsWith(Path.of("benchmarks", "apache-kafka"));
    }

    /** Lets Apache's scripts use the JVM that runs the tests; Odradek's find theirs alone. */
    Map<String, String> environment() {
        return isOdradek() ? Map.of() : Map.of("APACHE_KAFKA_JAVA", Command.currentJava());
    }
}
