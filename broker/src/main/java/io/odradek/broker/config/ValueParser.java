package io.odradek.broker.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From text to a value. Refuses with an {@link IllegalArgumentException} whose message says what
 * would be right; whoever calls adds the key and the text.
 */
@FunctionalInterface
public interface ValueParser<T> {
    T parse(String text);

    static ValueParser<Integer> integer(long min, long max) {
        ValueParser<Long> wide = integer64(min, max);
        return text -> Math.toIntExact(wide.parse(text));
    }

    static ValueParser<Long> integer64(long min, long max) {
        return text -> {
            long value;
            try {
                value = Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("it must be a whole number.", e);
            }
            if (value < min || value > max) {
                throw new IllegalArgumentException(
                        max >= Integer.MAX_VALUE
                                ? "it must be " + min + " or more."
                                : "it must be from " + min + " to " + max + ".");
            }
            return value;
        };
    }

    static ValueParser<Double> decimal(double min, double max) {
        return text -> {
            double value;
            try {
                value = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("it must be a number.", e);
            }
            if (!(value >= min && value <= max)) {
                throw new IllegalArgumentException("it must be from " + min + " to " + max + ".");
            }
            return value;
        };
    }

    static ValueParser<Boolean> bool() {
        return text ->
                switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("it must be true or false.");
                };
    }

    /** Comma-separated; blanks around the parts and empty parts are dropped. */
    static ValueParser<List<String>> list() {
        return text ->
                Stream.of(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    static ValueParser<String> oneOf(String... values) {
        return text -> {
            if (!Arrays.asList(values).contains(text)) {
                throw new IllegalArgumentException(
                        "it must be one of " + String.join(", ", values) + ".");
            }
            return text;
        };
    }

    static ValueParser<List<String>> someOf(String... values) {
        ValueParser<String> one = oneOf(values);
        return list().then(parts -> parts.stream().map(one::parse).toList());
    }

    default <R> ValueParser<R> then(java.util.function.Function<? super T, ? extends R> next) {
        return text -> next.apply(parse(text));
    }

    /** Joins what {@link #list} takes apart. */
    static String join(List<?> parts) {
        return parts.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
