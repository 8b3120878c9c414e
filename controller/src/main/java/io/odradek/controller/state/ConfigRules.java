package io.odradek.controller.state;

import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;

/** Which configs may be set to what. */
final class ConfigRules {
    private static final Set<String> READ_AT_START =
            Set.of(
                    "node.id",
                    "broker.id",
                    "broker.rack",
                    "process.roles",
                    "log.dir",
                    "log.dirs",
                    "metadata.log.dir",
                    "controller.listener.names",
                    "controller.quorum.voters",
                    "controller.quorum.bootstrap.servers",
                    "inter.broker.listener.name",
                    "authorizer.class.name");
    private static final Set<String> THROTTLED_RATES =
            Set.of("leader.replication.throttled.rate", "follower.replication.throttled.rate");
    private static final int VALUE_LENGTH_MAX = 32 << 10;

    private ConfigRules() {}

    static String notNull(String key, @Nullable String value) throws Refusal {
        if (value == null) {
            throw invalid("Config " + key + " has no value.");
        }
        return value;
    }

    /** The whole set of a topic's own configs, as it is going to be. */
    static void validateTopic(String topic, Map<String, String> configs) throws Refusal {
        for (Map.Entry<String, String> config : configs.entrySet()) {
            validateTopic(topic, config.getKey(), config.getValue());
        }
        long local = number(configs, "local.retention.ms");
        long total = number(configs, "retention.ms");
        if (total >= 0 && local > total) {
            throw invalid(
                    "local.retention.ms is %d, more than retention.ms, %d, of topic '%s'."
                            .formatted(local, total, topic));
        }
        long localBytes = number(configs, "local.retention.bytes");
        long totalBytes = number(configs, "retention.bytes");
        if (totalBytes >= 0 && localBytes > totalBytes) {
            throw invalid(
                    "local.retention.bytes is %d, more than retention.bytes, %d, of topic '%s'."
                            .formatted(localBytes, totalBytes, topic));
        }
        long least = number(configs, "min.compaction.lag.ms");
        long most = number(configs, "max.compaction.lag.ms");
        if (most >= 0 && least > most) {
            throw invalid(
                    "min.compaction.lag.ms is %d, more than max.compaction.lag.ms, %d, of topic '%s'."
                            .formatted(least, most, topic));
        }
        if (Boolean.parseBoolean(configs.get("remote.storage.enable"))) {
            throw invalid(
                    "remote.storage.enable cannot be true: this cluster has no tiered storage.");
        }
    }

    private static long number(Map<String, String> configs, String key) {
        @Nullable String value = configs.get(key);
        return value == null ? -1 : Long.parseLong(value.trim());
    }

    private static void validateTopic(String topic, String key, String value) throws Refusal {
        @Nullable TopicConfig config = TopicConfigs.ALL.get(key);
        if (config == null) {
            throw invalid(
                    "Unknown topic config name: "
                            + key
                            + ConfigHints.didYouMean(key, TopicConfigs.ALL.keySet())
                            + ".");
        }
        bounded(key, value);
        @Nullable String problem = config.problem(value);
        if (problem != null) {
            throw invalid(
                    "Invalid value '%s' for %s of topic '%s': it %s."
                            .formatted(value, key, topic, problem));
        }
    }

    /**
     * A config of one broker or, with an empty {@code name}, of all. Brokers alone know all their
     * keys; here those are looked at that the controllers live by, and those that say what a node
     * is, which no running one can change.
     */
    static void validateBroker(String name, String key, @Nullable String value) throws Refusal {
        boolean minIsr = key.equals(TopicConfigs.MIN_INSYNC_REPLICAS.name());
        if (minIsr && !name.isEmpty()) {
            throw invalid(
                    "min.insync.replicas must be the same on all brokers: eligible leader replicas depend on it. Set it for the topic or with --entity-default.");
        }
        if (value == null) {
            if (minIsr) {
                throw invalid(
                        "min.insync.replicas of the cluster cannot be removed: eligible leader replicas depend on it. Set it to another value.");
            }
            return;
        }
        if (READ_AT_START.contains(key)) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "Cannot update these configs dynamically: [%s]; set it in server.properties and restart the broker."
                            .formatted(key));
        }
        bounded(key, value);
        if (THROTTLED_RATES.contains(key)) {
            @Nullable String problem = ConfigChecks.integer(0, Long.MAX_VALUE).apply(value);
            if (problem != null) {
                throw invalid("Invalid value '%s' for %s: it %s.".formatted(value, key, problem));
            }
        }
        for (TopicConfig config : TopicConfigs.ALL.values()) {
            for (TopicConfig.Synonym synonym : config.synonyms()) {
                if (synonym.name().equals(key)) {
                    @Nullable String problem =
                            synonym.factor() == 1
                                    ? config.problem(value)
                                    : ConfigChecks.integer(-1, Integer.MAX_VALUE).apply(value);
                    if (problem != null) {
                        throw invalid(
                                "Invalid value '%s' for %s: it %s.".formatted(value, key, problem));
                    }
                }
            }
        }
    }

    private static void bounded(String key, String value) throws Refusal {
        if (value.length() > VALUE_LENGTH_MAX) {
            throw invalid(
                    "The value of %s has %d characters; %d are allowed."
                            .formatted(key, value.length(), VALUE_LENGTH_MAX));
        }
    }

    static Refusal invalid(String message) {
        return new Refusal(ErrorCode.INVALID_CONFIG, message);
    }
}
