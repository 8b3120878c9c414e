package io.odradek.controller.state;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What is wrong with the text of a config value: a phrase that ends "... but is 'x'", or null. */
final class ConfigChecks {
    private static final Pattern THROTTLED = Pattern.compile("\\d+:\\d+");

    private ConfigChecks() {}

    static Function<String, @Nullable String> integer(long least, long most) {
        return text -> {
            try {
                long value = Long.parseLong(text.trim());
                if (value < least) {
                    return "must be at least " + least;
                }
                return value > most ? "must be at most " + most : null;
            } catch (NumberFormatException _) {
                return "must be a whole number";
            }
        };
    }

    static Function<String, @Nullable String> fraction() {
        return text -> {
            try {
                double value = Double.parseDouble(text.trim());
                return value >= 0 && value <= 1 ? null : "must be between 0 and 1";
            } catch (NumberFormatException _) {
                return "must be a number between 0 and 1";
            }
        };
    }

    static Function<String, @Nullable String> flag() {
        return text ->
                text.trim().equalsIgnoreCase("true") || text.trim().equalsIgnoreCase("false")
                        ? null
                        : "must be true or false";
    }

    static Function<String, @Nullable String> oneOf(List<String> choices) {
        return text ->
                choices.contains(text.trim())
                        ? null
                        : "must be one of " + String.join(", ", choices);
    }

    static Function<String, @Nullable String> either(
            Function<String, @Nullable String> check, String special) {
        return text -> {
            if (text.trim().equals(special)) {
                return null;
            }
            @Nullable String problem = check.apply(text);
            return problem == null ? null : problem + ", or be " + special;
        };
    }

    static Function<String, @Nullable String> cleanupPolicy() {
        return text -> {
            Set<String> seen = new HashSet<>();
            for (String item : items(text)) {
                if (!item.equals("delete") && !item.equals("compact")) {
                    return "must be a list of delete and compact";
                }
                if (!seen.add(item)) {
                    return "must not name a policy twice";
                }
            }
            return null;
        };
    }

    static Function<String, @Nullable String> throttledReplicas() {
        return text -> {
            if (text.trim().equals("*")) {
                return null;
            }
            for (String item : items(text)) {
                if (!item.isEmpty() && !THROTTLED.matcher(item).matches()) {
                    return "must be * or a list of partition:broker";
                }
            }
            return null;
        };
    }

    /** The items of a comma-separated list. */
    static List<String> items(String text) {
        return text.isBlank() ? List.of() : List.of(text.trim().split("\\s*,\\s*", -1));
    }
}
