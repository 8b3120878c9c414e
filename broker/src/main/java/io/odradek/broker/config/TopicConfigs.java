package io.odradek.broker.config;

import io.odradek.broker.config.TopicKey.Synonym;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ConfigResource;

import org.jspecify.annotations.Nullable;

/**
 * Topic configs as they take effect on this broker: the topic's own value, else this broker's
 * dynamic one, else the cluster's dynamic default, else what {@code server.properties} says, else
 * the default. Thread-safe: reads images, which never change.
 */
public final class TopicConfigs {
    private final BrokerConfig fixed;
    private final ConfigResource broker;

    public TopicConfigs(BrokerConfig fixed, int brokerId) {
        this.fixed = fixed;
        this.broker = ConfigResource.broker(brokerId);
    }

    /** What {@code key} means for {@code topic} as of {@code image}. */
    public <T> T effective(ClusterImage image, String topic, TopicKey<T> key) {
        @Nullable String own = image.configsOf(ConfigResource.topic(topic)).get(key.name());
        return key.parser().parse(own != null ? own.strip() : inherited(image, key));
    }

    private String inherited(ClusterImage image, TopicKey<?> key) {
        @Nullable String text = dynamic(image, broker, key);
        if (text == null) {
            text = dynamic(image, ConfigResource.brokerDefault(), key);
        }
        return text != null ? text : fixed(key);
    }

    private static @Nullable String dynamic(
            ClusterImage image, ConfigResource resource, TopicKey<?> key) {
        for (Synonym synonym : key.synonyms()) {
            @Nullable String text = image.configsOf(resource).get(synonym.key().name());
            if (text != null) {
                return synonym.convert(text.strip());
            }
        }
        return null;
    }

    private String fixed(TopicKey<?> key) {
        for (Synonym synonym : key.synonyms()) {
            @Nullable String text = fixed.given().get(synonym.key().name());
            if (text != null) {
                return synonym.convert(text.strip());
            }
        }
        for (Synonym synonym : key.synonyms()) {
            @Nullable String text = synonym.key().defaultText();
            if (text != null) {
                return synonym.convert(text);
            }
        }
        throw new IllegalStateException(key.name() + " has no default");
    }
}
