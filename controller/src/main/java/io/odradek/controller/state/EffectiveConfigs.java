package io.odradek.controller.state;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ConfigResource;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Topic configs as they take effect: the topic's own, else the cluster-wide dynamic default, else
 * what stands in the controllers' properties, else Apache's default.
 */
record EffectiveConfigs(ClusterImage image, ControllerSettings settings) {

    int minInsyncReplicas(String topic) {
        return Integer.parseInt(
                String.valueOf(value(topic, TopicConfigs.MIN_INSYNC_REPLICAS).value()));
    }

    boolean uncleanElection(String topic) {
        return Boolean.parseBoolean(value(topic, TopicConfigs.UNCLEAN_LEADER_ELECTION).value());
    }

    ConfigValue value(String topic, TopicConfig config) {
        @Nullable String own = image.configsOf(ConfigResource.topic(topic)).get(config.name());
        if (own != null) {
            return new ConfigValue(config.name(), own, ConfigValue.TOPIC);
        }
        for (TopicConfig.Synonym synonym : config.synonyms()) {
            @Nullable String dynamic =
                    image.configsOf(ConfigResource.brokerDefault()).get(synonym.name());
            if (dynamic != null) {
                return new ConfigValue(
                        config.name(),
                        synonym.convert(dynamic),
                        ConfigValue.DYNAMIC_DEFAULT_BROKER);
            }
        }
        for (TopicConfig.Synonym synonym : config.synonyms()) {
            @Nullable String fixed = settings.staticConfigs().get(synonym.name());
            if (fixed != null) {
                return new ConfigValue(
                        config.name(), synonym.convert(fixed), ConfigValue.STATIC_BROKER);
            }
        }
        return new ConfigValue(config.name(), config.defaultValue(), ConfigValue.DEFAULT);
    }

    List<ConfigValue> all(String topic) {
        List<ConfigValue> values = new ArrayList<>();
        for (TopicConfig config : TopicConfigs.ALL.values()) {
            if (!config.internal()) {
                values.add(value(topic, config));
            }
        }
        return values;
    }
}
