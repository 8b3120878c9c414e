package io.odradek.tools.configs;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code kafka-configs} is asked about. Pure. */
final class Entities {

    /** A kind of thing that has configs, by the word the command uses. */
    enum Type {
        TOPICS("topics", "topic"),
        BROKERS("brokers", "broker"),
        GROUPS("groups", "group"),
        CLIENT_METRICS("client-metrics", "client-metric"),
        BROKER_LOGGERS("broker-loggers", "broker-logger"),
        USERS("users", "user"),
        CLIENTS("clients", "client-id"),
        IPS("ips", "ip");

        final String word;
        final String one;

        Type(String word, String one) {
            this.word = word;
            this.one = one;
        }

        boolean hasQuotas() {
            return this == USERS || this == CLIENTS || this == IPS;
        }

        ConfigResource.Type resource() {
            return switch (this) {
                case TOPICS -> ConfigResource.Type.TOPIC;
                case BROKERS -> ConfigResource.Type.BROKER;
                case GROUPS -> ConfigResource.Type.GROUP;
                case CLIENT_METRICS -> ConfigResource.Type.CLIENT_METRICS;
                case BROKER_LOGGERS -> ConfigResource.Type.BROKER_LOGGER;
                case USERS, CLIENTS, IPS -> throw new IllegalStateException(word + " have quotas");
            };
        }
    }

    /**
     * @param name null where none was given: all of that type; empty for the default
     */
    record Entity(Type type, @Nullable String name) {
        boolean isDefault() {
            return name != null && name.isEmpty();
        }
    }

    private Entities() {}

    /** {@code --entity-default} is an entity without a name, in its place among the names. */
    static String[] normalised(String... args) {
        List<String> all = new ArrayList<>();
        for (String arg : args) {
            if (arg.equals("--entity-default")) {
                all.add("--entity-name");
                all.add("");
            } else {
                all.add(arg);
            }
        }
        return all.toArray(String[]::new);
    }

    /** Types and names that go with them, in their order. */
    static List<Entity> of(List<String> types, List<String> names, Map<Type, String> shortcuts) {
        List<Entity> entities = new ArrayList<>();
        if (names.size() > types.size()) {
            throw new Failure(
                    "At least one entity type must be specified: --entity-name and --entity-default stand behind their --entity-type");
        }
        for (int i = 0; i < types.size(); i++) {
            entities.add(new Entity(type(types.get(i)), i < names.size() ? names.get(i) : null));
        }
        shortcuts.forEach((type, name) -> entities.add(new Entity(type, name)));
        if (entities.isEmpty()) {
            throw new Failure(
                    "At least one entity type must be specified: --entity-type, --topic, ...");
        }
        for (Entity entity : entities) {
            if (entity.isDefault() && !entity.type().hasQuotas() && entity.type() != Type.BROKERS) {
                throw new Failure(
                        "--entity-default must not be specified with %s: name one"
                                .formatted(entity.type().word));
            }
        }
        boolean together =
                entities.size() == 1
                        || (entities.size() == 2
                                && entities.stream().anyMatch(e -> e.type() == Type.USERS)
                                && entities.stream().anyMatch(e -> e.type() == Type.CLIENTS));
        if (!together) {
            Type first = entities.getFirst().type();
            throw new Failure(
                    entities.stream().allMatch(e -> e.type() == first)
                            ? "Duplicate entity type(s) specified: " + first.word
                            : "Only 'users' and 'clients' entity types may be specified together");
        }
        entities.forEach(Entities::check);
        return entities;
    }

    private static void check(Entity entity) {
        @Nullable String name = entity.name();
        switch (entity.type()) {
            case BROKERS -> {
                if (name != null && !name.isEmpty() && !name.matches("\\d{1,9}")) {
                    throw new Failure(
                            "The entity name for brokers must be a valid integer broker id, but it is: "
                                    + name);
                }
            }
            case BROKER_LOGGERS ->
                    throw new Failure(
                            "broker-loggers: a running broker's log levels cannot be seen or changed; they are set in config/log4j2.yaml");
            case CLIENT_METRICS ->
                    throw new Failure("client-metrics: clients' metrics are not collected");
            case TOPICS, GROUPS, USERS, CLIENTS, IPS -> {}
        }
    }

    private static Type type(String word) {
        for (Type type : Type.values()) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        throw new Failure(
                "Invalid entity type %s, the entity type must be one of topics, clients, users, brokers, ips, groups"
                        .formatted(word));
    }

    /** What is wrong with changing all entities of a type at once. */
    static String nameless(Type type) {
        return switch (type) {
            case USERS, CLIENTS, BROKERS, IPS ->
                    "An entity-name or default entity must be specified with --alter of users, clients, brokers or ips";
            case TOPICS, GROUPS, CLIENT_METRICS, BROKER_LOGGERS ->
                    "An entity name must be specified with --alter of " + type.word;
        };
    }

    /** As sentences name it: {@code user-principal 'anna'}, {@code the default client-id}. */
    static String quotaName(String type, @Nullable String name) {
        String word = type.equals("user") ? "user-principal" : type;
        return name == null ? "the default " + word : "%s '%s'".formatted(word, name);
    }
}
