package io.odradek.controller.state;

import org.jspecify.annotations.Nullable;

/**
 * A config as it takes effect.
 *
 * @param source where the value comes from; Kafka's code
 */
public record ConfigValue(String name, @Nullable String value, byte source) {
    static final byte TOPIC = 1;
    static final byte DYNAMIC_DEFAULT_BROKER = 3;
    static final byte STATIC_BROKER = 4;
    static final byte DEFAULT = 5;
}
