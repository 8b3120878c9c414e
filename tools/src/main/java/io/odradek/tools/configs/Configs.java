package io.odradek.tools.configs;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.configs.Entities.Entity;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** Dynamic configs of topics, brokers and groups. */
final class Configs {
    private final Admin admin;
    private final PrintWriter out;

    Configs(Admin admin, PrintWriter out) {
        this.admin = admin;
        this.out = out;
    }

    void describe(Entity entity, boolean all) throws ExecutionException, InterruptedException {
        @Nullable String only = entity.name();
        if (only != null && !only.isEmpty() && !exists(entity.type(), only)) {
            out.println(
                    "The %s '%s' doesn't exist and doesn't have dynamic config."
                            .formatted(entity.type().one, only));
            return;
        }
        for (String name : names(entity)) {
            ConfigResource resource = new ConfigResource(entity.type().resource(), name);
            out.println(
                    name.isEmpty()
                            ? "Default configs for %s in the cluster are:"
                                    .formatted(entity.type().word)
                            : "%s configs for %s %s are:"
                                    .formatted(all ? "All" : "Dynamic", entity.type().one, name));
            config(resource).stream()
                    .filter(e -> all || isOwn(resource, e))
                    .sorted(Comparator.comparing(ConfigEntry::name))
                    .map(Configs::line)
                    .forEach(out::println);
        }
    }

    /** A client would wait for a broker that does not run until its patience ends. */
    private boolean exists(Entities.Type type, String name)
            throws ExecutionException, InterruptedException {
        return switch (type) {
            case TOPICS ->
                    admin.listTopics(new ListTopicsOptions().listInternal(true))
                            .names()
                            .get()
                            .contains(name);
            case BROKERS ->
                    admin.describeCluster().nodes().get().stream()
                            .anyMatch(node -> node.idString().equals(name));
            case GROUPS, CLIENT_METRICS, BROKER_LOGGERS, USERS, CLIENTS, IPS -> true;
        };
    }

    private static boolean isOwn(ConfigResource resource, ConfigEntry entry) {
        return entry.source()
                == switch (resource.type()) {
                    case TOPIC -> ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
                    case BROKER ->
                            resource.name().isEmpty()
                                    ? ConfigEntry.ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG
                                    : ConfigEntry.ConfigSource.DYNAMIC_BROKER_CONFIG;
                    default -> ConfigEntry.ConfigSource.DYNAMIC_GROUP_CONFIG;
                };
    }

    static String line(ConfigEntry entry) {
        String synonyms =
                entry.synonyms().stream()
                        .map(s -> s.source() + ":" + s.name() + "=" + s.value())
                        .collect(Collectors.joining(", ", "{", "}"));
        return "  %s=%s sensitive=%s synonyms=%s"
                .formatted(entry.name(), entry.value(), entry.isSensitive(), synonyms);
    }

    private List<String> names(Entity entity) throws ExecutionException, InterruptedException {
        @Nullable String name = entity.name();
        if (name != null) {
            return List.of(name);
        }
        return switch (entity.type()) {
            case TOPICS -> List.copyOf(new TreeSet<>(admin.listTopics().names().get()));
            case BROKERS -> {
                List<String> brokers =
                        new ArrayList<>(
                                admin.describeCluster().nodes().get().stream()
                                        .map(Node::id)
                                        .sorted()
                                        .map(String::valueOf)
                                        .toList());
                brokers.add("");
                yield brokers;
            }
            case GROUPS ->
                    admin.listGroups().all().get().stream()
                            .map(GroupListing::groupId)
                            .sorted()
                            .toList();
            case CLIENT_METRICS, BROKER_LOGGERS, USERS, CLIENTS, IPS ->
                    throw new Failure("Name one of the " + entity.type().word);
        };
    }

    private List<ConfigEntry> config(ConfigResource resource)
            throws ExecutionException, InterruptedException {
        var described =
                admin.describeConfigs(
                                List.of(resource),
                                new DescribeConfigsOptions().includeSynonyms(true))
                        .all()
                        .get()
                        .get(resource);
        return described == null ? List.of() : List.copyOf(described.entries());
    }

    void alter(Entity entity, Map<String, String> set, List<String> removed)
            throws ExecutionException, InterruptedException {
        @Nullable String name = entity.name();
        if (name == null) {
            throw new Failure(Entities.nameless(entity.type()));
        }
        if (entity.type() == Entities.Type.BROKERS
                && !name.isEmpty()
                && !exists(entity.type(), name)) {
            throw new Failure(
                    "Broker %s does not run: a broker changes its own configs, so start it first, or use --broker-defaults"
                            .formatted(name));
        }
        ConfigResource resource = new ConfigResource(entity.type().resource(), name);
        List<AlterConfigOp> operations = new ArrayList<>();
        set.forEach(
                (key, value) ->
                        operations.add(
                                new AlterConfigOp(
                                        new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        for (String key : removed) {
            operations.add(
                    new AlterConfigOp(new ConfigEntry(key, ""), AlterConfigOp.OpType.DELETE));
        }
        admin.incrementalAlterConfigs(Map.of(resource, operations)).all().get();
        out.println(
                name.isEmpty()
                        ? "Completed updating default config for %s in the cluster."
                                .formatted(entity.type().word)
                        : "Completed updating config for %s %s."
                                .formatted(entity.type().one, name));
    }
}
