package io.odradek.broker.config;

import io.odradek.broker.config.TopicKey.Synonym;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ConfigResource;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Topic configs as they take effect on this broker: the topic's own value, else this broker's
 * dynamic one, else the cluster's dynamic default, else what {@code server.properties} says, else
 * the default. Thread-safe: reads images, which never change.
 */
public final class TopicConfigs {
    private final BrokerConfig fixed;
    private final ConfigResource broker;

    /** One of the places that give a config a value. {@code text} is in the topic config's unit. */
    public record Candidate(String name, String text, ConfigSource source) {}

    public TopicConfigs(BrokerConfig fixed, int brokerId) {
        this.fixed = fixed;
        this.broker = ConfigResource.broker(brokerId);
    }

    /** What {@code key} means for {@code topic} as of {@code image}. */
    public <T> T effective(ClusterImage image, String topic, TopicKey<T> key) {
        return key.key().parse(candidates(image, topic, key).getFirst().text());
    }

    /** What a key that a running broker follows means for this one as of {@code image}. */
    public <T> T ofBroker(ClusterImage image, ConfigKey<T> key) {
        @Nullable String text = image.configsOf(broker).get(key.name());
        if (text == null) {
            text = image.configsOf(ConfigResource.brokerDefault()).get(key.name());
        }
        return text == null ? fixed.get(key) : key.parse(text);
    }

    /** Every place that gives {@code key} a value, the one in effect first; never empty. */
    public List<Candidate> candidates(ClusterImage image, String topic, TopicKey<?> key) {
        List<Candidate> found = new ArrayList<>(2);
        @Nullable String own = image.configsOf(ConfigResource.topic(topic)).get(key.name());
        if (own != null) {
            found.add(new Candidate(key.name(), own.strip(), ConfigSource.TOPIC));
        }
        addDynamic(found, image, broker, key, ConfigSource.DYNAMIC_BROKER);
        addDynamic(
                found,
                image,
                ConfigResource.brokerDefault(),
                key,
                ConfigSource.DYNAMIC_DEFAULT_BROKER);
        for (Synonym synonym : key.synonyms()) {
            add(
                    found,
                    synonym,
                    fixed.given().get(synonym.key().name()),
                    ConfigSource.STATIC_BROKER);
        }
        found.add(byDefault(key));
        return found;
    }

    private static void addDynamic(
            List<Candidate> found,
            ClusterImage image,
            ConfigResource resource,
            TopicKey<?> key,
            ConfigSource source) {
        for (Synonym synonym : key.synonyms()) {
            add(found, synonym, image.configsOf(resource).get(synonym.key().name()), source);
        }
    }

    private static void add(
            List<Candidate> found, Synonym synonym, @Nullable String text, ConfigSource source) {
        if (text != null) {
            found.add(new Candidate(synonym.key().name(), synonym.convert(text), source));
        }
    }

    private static Candidate byDefault(TopicKey<?> key) {
        String name =
                key.synonyms().isEmpty() ? key.name() : key.synonyms().getFirst().key().name();
        @Nullable String text = key.key().defaultText();
        if (text == null) {
            throw new IllegalStateException(key.name() + " has no default");
        }
        return new Candidate(name, text, ConfigSource.DEFAULT);
    }
}
