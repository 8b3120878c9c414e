package io.odradek.broker.coordinator;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.ConfigException;
import io.odradek.broker.config.ConfigKey;
import io.odradek.broker.config.GroupKeys;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.runtime.RuntimeSettings;
import io.odradek.log.batch.Compression;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What {@code server.properties} says about groups. */
public final class GroupConfig {
    public static final String TOPIC = "__consumer_offsets";

    private GroupConfig() {}

    /**
     * @throws ConfigException when keys contradict each other
     */
    public static GroupSettings settings(BrokerConfig config) {
        between(
                config,
                GroupKeys.CONSUMER_MIN_SESSION_MS,
                GroupKeys.CONSUMER_SESSION_MS,
                GroupKeys.CONSUMER_MAX_SESSION_MS);
        between(
                config,
                GroupKeys.CONSUMER_MIN_HEARTBEAT_MS,
                GroupKeys.CONSUMER_HEARTBEAT_MS,
                GroupKeys.CONSUMER_MAX_HEARTBEAT_MS);
        atMost(config, GroupKeys.MIN_SESSION_MS, GroupKeys.MAX_SESSION_MS);
        return new GroupSettings(
                new GroupSettings.Classic(
                        config.get(GroupKeys.MIN_SESSION_MS),
                        config.get(GroupKeys.MAX_SESSION_MS),
                        config.get(GroupKeys.INITIAL_DELAY_MS),
                        config.get(GroupKeys.MAX_SIZE)),
                new GroupSettings.Consumer(
                        config.get(GroupKeys.CONSUMER_SESSION_MS),
                        config.get(GroupKeys.CONSUMER_HEARTBEAT_MS),
                        config.get(GroupKeys.CONSUMER_MAX_SIZE),
                        config.get(GroupKeys.CONSUMER_ASSIGNORS),
                        GroupSettings.Migration.valueOf(
                                config.get(GroupKeys.CONSUMER_MIGRATION).toUpperCase(Locale.ROOT)),
                        config.get(GroupKeys.CONSUMER_REGEX_REFRESH_MS)),
                new GroupSettings.Offsets(
                        config.get(GroupKeys.RETENTION_MINUTES) * 60_000L,
                        config.get(GroupKeys.RETENTION_CHECK_MS),
                        config.get(GroupKeys.METADATA_BYTES)));
    }

    private static void between(
            BrokerConfig config,
            ConfigKey<Integer> least,
            ConfigKey<Integer> value,
            ConfigKey<Integer> most) {
        atMost(config, least, value);
        atMost(config, value, most);
    }

    private static void atMost(
            BrokerConfig config, ConfigKey<Integer> less, ConfigKey<Integer> more) {
        int a = config.get(less);
        int b = config.get(more);
        if (a > b) {
            throw new ConfigException(
                    "%s is %d, which is more than %s=%d: change one of them."
                            .formatted(less.name(), a, more.name(), b));
        }
    }

    public static RuntimeSettings runtime(BrokerConfig config) {
        return new RuntimeSettings(
                config.get(GroupKeys.LOAD_BYTES),
                config.get(GroupKeys.COMMIT_TIMEOUT_MS),
                Compression.byId(config.get(GroupKeys.TOPIC_CODEC)).orElse(Compression.NONE));
    }

    /** The configs with which the topic is created. */
    public static Map<String, String> topicConfigs(BrokerConfig config) {
        return new TreeMap<>(
                Map.of(
                        "cleanup.policy", "compact",
                        "compression.type", "producer",
                        "segment.bytes",
                                Integer.toString(config.get(GroupKeys.TOPIC_SEGMENT_BYTES))));
    }
}
