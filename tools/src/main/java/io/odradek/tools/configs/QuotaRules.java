package io.odradek.tools.configs;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.configs.Entities.Entity;

import org.apache.kafka.clients.admin.ScramMechanism;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which quotas and credentials go with whom. */
final class QuotaRules {
    private static final Set<String> CLIENT =
            Set.of(
                    "producer_byte_rate",
                    "consumer_byte_rate",
                    "request_percentage",
                    "controller_mutation_rate");
    private static final Set<String> CONNECTION = Set.of("connection_creation_rate");

    private QuotaRules() {}

    static boolean isScram(String key) {
        return ScramMechanism.fromMechanismName(key) != ScramMechanism.UNKNOWN;
    }

    /**
     * @param entities users with or without clients, clients, or ips
     * @throws Failure in the words of Apache's command
     */
    static void check(List<Entity> entities, Set<String> set, Collection<String> removed) {
        Entity first = entities.getFirst();
        boolean users = first.type() == Entities.Type.USERS && entities.size() == 1;
        String what =
                users
                        ? "quota and SCRAM credential"
                        : first.type() == Entities.Type.IPS ? "connection quota" : "quota";
        requireKnown(first.type(), users, what, "added", set);
        requireKnown(first.type(), users, what, "deleted", removed);
        Set<String> all = new HashSet<>(set);
        all.addAll(removed);
        boolean scram = all.stream().anyMatch(QuotaRules::isScram);
        if (scram && first.isDefault()) {
            throw new Failure(
                    "The use of --entity-default or --user-defaults is not allowed with User SCRAM Credentials using --bootstrap-server.");
        }
        if (scram && !all.stream().allMatch(QuotaRules::isScram)) {
            throw new Failure(
                    "Cannot alter both quota and SCRAM credential configs simultaneously for 'users' using --bootstrap-server.");
        }
        if (first.type() == Entities.Type.IPS && !first.isDefault()) {
            requireAddress(String.valueOf(first.name()));
        }
    }

    private static void requireKnown(
            Entities.Type type,
            boolean credentials,
            String what,
            String done,
            Collection<String> keys) {
        Set<String> known = type == Entities.Type.IPS ? CONNECTION : CLIENT;
        Set<String> unexpected = new TreeSet<>(keys);
        unexpected.removeIf(key -> known.contains(key) || (credentials && isScram(key)));
        if (!unexpected.isEmpty()) {
            throw new Failure(
                    "Only %s configs can be %s for '%s' using --bootstrap-server. Unexpected config names: %s"
                            .formatted(what, done, type.word, String.join(",", unexpected)));
        }
    }

    private static void requireAddress(String name) {
        try {
            InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw new Failure(
                    "The entity name for ips must be a valid IP or resolvable host, but it is: "
                            + name,
                    e);
        }
    }
}
