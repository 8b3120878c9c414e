package io.odradek.controller.state;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/**
 * A topic config as Apache Kafka 4.4 knows it.
 *
 * @param check says what is wrong with a value, or null
 * @param synonyms broker configs that give its default, the most telling first
 * @param internal accepted, but not shown
 */
record TopicConfig(
        String name,
        Type type,
        @Nullable String defaultValue,
        Function<String, @Nullable String> check,
        List<Synonym> synonyms,
        boolean internal) {

    enum Type {
        BOOLEAN,
        INT,
        LONG,
        DOUBLE,
        STRING,
        LIST
    }

    /** A broker config that stands for this one, times {@code factor} when that is not 1. */
    record Synonym(String name, long factor) {
        String convert(String value) {
            if (factor == 1) {
                return value;
            }
            long number = Long.parseLong(value.trim());
            // Negative: unlimited, in whatever unit.
            return Long.toString(number < 0 ? number : Math.multiplyExact(number, factor));
        }
    }

    /** What is wrong with {@code value}, or null. */
    @Nullable String problem(String value) {
        return check.apply(value);
    }
}
