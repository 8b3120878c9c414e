package io.odradek.broker.config;

import java.util.List;

/**
 * A topic config.
 *
 * @param key its own name, type and rule
 * @param synonyms the broker keys that give its default, the most telling first
 */
public record TopicKey<T>(ConfigKey<T> key, List<Synonym> synonyms) {

    /** A broker key in a unit that is {@code factor} times as large. */
    public record Synonym(ConfigKey<?> key, long factor) {
        /** A value of the broker key in the topic config's unit. */
        String convert(String text) {
            if (factor == 1) {
                return text.strip();
            }
            long value = Long.parseLong(text.strip());
            // Negative values mean "without limit", in any unit.
            return Long.toString(value < 0 ? value : Math.multiplyExact(value, factor));
        }
    }

    public String name() {
        return key.name();
    }

    /** A topic config that means what one broker key means. */
    static <T> TopicKey<T> same(String name, ConfigKey<T> broker) {
        return new TopicKey<>(broker.named(name), List.of(new Synonym(broker, 1)));
    }

    /** A topic config without a broker key. */
    static <T> TopicKey<T> alone(ConfigKey<T> key) {
        return new TopicKey<>(key, List.of());
    }
}
