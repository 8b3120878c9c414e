package io.odradek.tools.console;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Predicate;

/** Which options of {@code kafka-console-consumer} go together. Pure. */
final class ConsumerRules {

    private ConsumerRules() {}

    /** What is wrong with the options for which {@code given} holds; empty when nothing is. */
    static Optional<String> complaint(Predicate<String> given, @Nullable String offset) {
        if (!given.test("bootstrap-server")) {
            return Optional.of("Missing required argument \"[bootstrap-server]\"");
        }
        if (given.test("topic") == given.test("include")) {
            return Optional.of(
                    "Exactly one of the following arguments is required: [topic], [include]");
        }
        if (given.test("partition") && !given.test("topic")) {
            return Optional.of("The topic is required when partition is specified.");
        }
        if (given.test("offset") && !given.test("partition")) {
            return Optional.of("The partition is required when offset is specified.");
        }
        if (given.test("group") && given.test("partition")) {
            return Optional.of(together("group", "partition"));
        }
        if (given.test("from-beginning") && given.test("offset")) {
            return Optional.of(together("from-beginning", "offset"));
        }
        if (given.test("command-property") && given.test("consumer-property")) {
            return Optional.of(together("--command-property", "--consumer-property"));
        }
        if (given.test("formatter-property") && given.test("property")) {
            return Optional.of(together("--formatter-property", "--property"));
        }
        if (offset != null && !isOffset(offset)) {
            return Optional.of(
                    "The provided offset value '%s' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long."
                            .formatted(offset));
        }
        return Optional.empty();
    }

    private static String together(String one, String other) {
        return "Options %s and %s cannot be specified together.".formatted(one, other);
    }

    private static boolean isOffset(String text) {
        if (text.equalsIgnoreCase("earliest") || text.equalsIgnoreCase("latest")) {
            return true;
        }
        try {
            return Long.parseLong(text) >= 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
