package io.odradek.broker.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Keys that Odradek has no use for: Apache Kafka's that are not supported yet, those of the
 * ZooKeeper era, and misspelt ones. Consulted only when a file holds such a key.
 */
final class ForeignKeys {
    private ForeignKeys() {}

    /** Keys of before Kafka 4, and what to write instead. */
    private static final Map<String, String> RETIRED =
            Map.ofEntries(
                    Map.entry(
                            "zookeeper",
                            "metadata lives in the controllers: remove it, and set process.roles, node.id and controller.quorum.voters"),
                    Map.entry(
                            "advertised.host.name",
                            "write advertised.listeners=PLAINTEXT://host:port"),
                    Map.entry(
                            "advertised.port", "write advertised.listeners=PLAINTEXT://host:port"),
                    Map.entry("host.name", "write listeners=PLAINTEXT://host:port"),
                    Map.entry("port", "write listeners=PLAINTEXT://host:port"),
                    Map.entry("control.plane.listener.name", "write controller.listener.names"),
                    Map.entry(
                            "inter.broker.protocol.version",
                            "the cluster's features decide (kafka-features.sh): remove it"),
                    Map.entry(
                            "log.message.format.version",
                            "every record format is accepted: remove it"),
                    Map.entry(
                            "log.message.downconversion.enable",
                            "old consumers are always served: remove it"),
                    Map.entry(
                            "log.message.timestamp.difference.max.ms",
                            "write log.message.timestamp.before.max.ms and log.message.timestamp.after.max.ms"),
                    Map.entry(
                            "broker.id.generation.enable",
                            "ids are not generated any more: set node.id"),
                    Map.entry(
                            "reserved.broker.max.id",
                            "ids are not generated any more: set node.id"),
                    Map.entry(
                            "controlled.shutdown.max.retries",
                            "a stop is one conversation with the controller: remove it"),
                    Map.entry(
                            "controlled.shutdown.retry.backoff.ms",
                            "a stop is one conversation with the controller: remove it"),
                    Map.entry(
                            "delegation.token.master.key",
                            "it is called delegation.token.secret.key now"),
                    Map.entry(
                            "offsets.commit.required.acks",
                            "offsets are always committed with acks=all: remove it"),
                    Map.entry(
                            "quota.producer.default",
                            "quotas are set with kafka-configs.sh --entity-type clients"),
                    Map.entry(
                            "quota.consumer.default",
                            "quotas are set with kafka-configs.sh --entity-type clients"));

    /** A warning for a key that is known elsewhere; fails for one that nobody knows. */
    static String explain(String name) {
        @Nullable String instead = RETIRED.get(name.startsWith("zookeeper.") ? "zookeeper" : name);
        if (instead != null) {
            throw new ConfigException(
                    "%s belongs to the time of ZooKeeper: %s.".formatted(name, instead));
        }
        Set<String> apache = apacheKeys();
        if (apache.contains(name) || isPrefixed(name)) {
            return name + " is not supported yet: ignored.";
        }
        throw new ConfigException(
                "%s is not a known key%s".formatted(name, didYouMean(name, apache)));
    }

    /** Keys of plugins and of single listeners; Apache takes any name below these. */
    private static boolean isPrefixed(String name) {
        return name.startsWith("listener.name.")
                || name.startsWith("config.providers.")
                || name.startsWith("rsm.config.")
                || name.startsWith("rlmm.config.")
                || name.startsWith("metrics.reporters.")
                || name.startsWith("super.users")
                || name.startsWith("allow.everyone.if.no.acl.found");
    }

    private static String didYouMean(String name, Set<String> apache) {
        TreeSet<String> all = new TreeSet<>(apache);
        all.addAll(BrokerKeys.BY_NAME.keySet());
        int near = Math.max(2, name.length() / 5);
        List<String> close =
                all.stream()
                        .filter(known -> distance(known, name) <= near)
                        .sorted(Comparator.comparingInt(known -> distance(known, name)))
                        .limit(2)
                        .toList();
        return close.isEmpty()
                ? "; remove it."
                : "; did you mean " + String.join(" or ", close) + "?";
    }

    /** Every key of Apache Kafka 4.4 that a broker or controller accepts. */
    private static Set<String> apacheKeys() {
        try (InputStream in = ForeignKeys.class.getResourceAsStream("apache-keys.txt")) {
            if (in == null) {
                throw new IllegalStateException("apache-keys.txt is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Edits between two names (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
