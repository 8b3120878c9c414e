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

    /** A config as CreateTopics tells it; the source codes are Kafka's. */
    public record Value(String name, @Nullable String value, int source) {
        static final int TOPIC = 1;
        static final int DYNAMIC_DEFAULT_BROKER = 3;
        static final int STATIC_BROKER = 4;
        static final int DEFAULT = 5;
    }

    int minInsyncReplicas(String topic) {
        return Integer.parseInt(
                String.valueOf(value(topic, TopicConfigs.MIN_INSYNC_REPLICAS).value()));
    }

    boolean uncleanElection(String topic) {
        return Boolean.parseBoolean(value(topic, TopicConfigs.UNCLEAN_LEADER_ELECTION).value());
    }

    Value value(String topic, TopicConfig config) {
        @Nullable String own = image.configsOf(ConfigResource.topic(topic)).get(config.name());
        if (own != null) {
            return new Value(config.name(), own, Value.TOPIC);
        }
        for (TopicConfig.Synonym synonym : config.synonyms()) {
            @Nullable String dynamic =
                    image.configsOf(ConfigResource.brokerDefault()).get(synonym.name());
            if (dynamic != null) {
                return new Value(
                        config.name(), synonym.convert(dynamic), Value.DYNAMIC_DEFAULT_BROKER);
            }
        }
        for (TopicConfig.Synonym synonym : config.synonyms()) {
            @Nullable String fixed = settings.staticConfigs().get(synonym.name());
            if (fixed != null) {
                return new Value(config.name(), synonym.convert(fixed), Value.STATIC_BROKER);
            }
        }
        return new Value(config.name(), config.defaultValue(), Value.DEFAULT);
    }

    List<Value> all(String topic) {
        List<Value> values = new ArrayList<>();
        for (TopicConfig config : TopicConfigs.ALL.values()) {
            if (!config.internal()) {
                values.add(value(topic, config));
            }
        }
        return values;
    }
}
