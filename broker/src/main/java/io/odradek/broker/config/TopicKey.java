package io.odradek.broker.config;

import java.util.List;

/**
 * A topic config that brokers act upon.
 *
 * @param synonyms the broker keys that give its default, the most telling first
 */
public record TopicKey<T>(String name, ValueParser<T> parser, List<Synonym> synonyms) {

    /** A broker key in a unit that is {@code factor} times as large. */
    record Synonym(ConfigKey<?> key, long factor) {
        String convert(String text) {
            if (factor == 1) {
                return text;
            }
            long value = Long.parseLong(text.strip());
            // Negative values mean "without limit", in any unit.
            return Long.toString(value < 0 ? value : Math.multiplyExact(value, factor));
        }
    }

    static <T> TopicKey<T> same(String name, ConfigKey<T> key) {
        return new TopicKey<>(name, key.parser(), List.of(new Synonym(key, 1)));
    }
}
