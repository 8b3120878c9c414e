package io.odradek.tools.console;

import org.apache.kafka.clients.producer.ProducerConfig;

import java.util.Properties;

/**
 * Puts the producer's settings together: an option given on the command line wins over the
 * properties, and those win over the option's default.
 */
final class ProducerSettings {

    private final Properties properties;

    ProducerSettings(Properties properties) {
        this.properties = properties;
    }

    /** Sets {@code key} to an option's value. */
    ProducerSettings option(String key, Object value, boolean given) {
        if (given || !properties.containsKey(key)) {
            properties.setProperty(key, value.toString());
        }
        return this;
    }

    Properties properties() {
        properties.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "console-producer");
        return properties;
    }
}
