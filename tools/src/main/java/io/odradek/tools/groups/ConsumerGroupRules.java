package io.odradek.tools.groups;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which options of {@code kafka-consumer-groups} go together. Pure. */
final class ConsumerGroupRules {

    /** What to do; exactly one of them is to be given. */
    static final List<String> ACTIONS =
            List.of(
                    "list",
                    "describe",
                    "delete",
                    "reset-offsets",
                    "delete-offsets",
                    "validate-regex");

    private static final List<String> DESCRIPTIONS = List.of("members", "offsets", "state");

    /** In the order in which two of them are complained about. */
    private static final List<String> STRATEGIES =
            List.of(
                    "to-offset",
                    "to-datetime",
                    "by-duration",
                    "to-earliest",
                    "to-latest",
                    "to-current",
                    "shift-by",
                    "from-file");

    /** What is said when a reset would only be planned and nobody said so. */
    static final String NO_EXECUTE =
            "WARN: No action will be performed as the --execute option is missing. In version 5.0, this command will require either --dry-run or --execute to be specified. You should add the --dry-run option explicitly if you are scripting this command and want to keep the current default behavior without prompting.";

    private final Predicate<String> given;

    private ConsumerGroupRules(Predicate<String> given) {
        this.given = given;
    }

    /** What is wrong with the options for which {@code given} holds; empty when nothing is. */
    static Optional<String> complaint(Predicate<String> given) {
        return new ConsumerGroupRules(given).first();
    }

    private Optional<String> first() {
        Optional<String> unavailable = unavailable();
        if (unavailable.isPresent()) {
            return unavailable;
        }
        if (!has("bootstrap-server") && !has("validate-regex")) {
            return Optional.of("Missing required argument \"[bootstrap-server]\"");
        }
        if (count(ACTIONS) != 1) {
            return Optional.of(
                    ACTIONS.stream()
                            .map(action -> "--" + action)
                            .collect(
                                    Collectors.joining(
                                            ", ",
                                            "Command must include exactly one action: ",
                                            "")));
        }
        if (has("group") && has("all-groups") && !has("list") && !has("validate-regex")) {
            return Optional.of(together("group", "all-groups"));
        }
        String action = ACTIONS.stream().filter(given).findFirst().orElseThrow();
        return switch (action) {
            case "describe" -> describe();
            case "delete" -> delete();
            case "delete-offsets" -> deleteOffsets();
            case "reset-offsets" -> resetOffsets();
            case "list" -> list();
            default -> Optional.empty();
        };
    }

    private Optional<String> unavailable() {
        List<String> misplaced =
                List.of("members", "offsets", "state", "type", "verbose").stream()
                        .filter(given)
                        .filter(option -> !isPlaced(option))
                        .toList();
        return misplaced.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Option(s) %s are unavailable given other options on the command line"
                                .formatted(misplaced));
    }

    private boolean isPlaced(String option) {
        return switch (option) {
            case "type" -> has("list");
            case "state" -> has("list") || has("describe");
            default -> has("describe");
        };
    }

    private Optional<String> list() {
        if (has("group")) {
            return Optional.of(together("group", "list"));
        }
        return noTopic("list");
    }

    private Optional<String> describe() {
        if (lacksGroup()) {
            return Optional.of(needsGroup("describe"));
        }
        if (count(DESCRIPTIONS) > 1) {
            return Optional.of(
                    "Option [describe] takes at most one of these options: [members], [offsets], [state]");
        }
        return noTopic("describe");
    }

    private Optional<String> delete() {
        if (lacksGroup()) {
            return Optional.of(needsGroup("delete"));
        }
        return has("topic")
                ? Optional.of(
                        "The consumer does not support topic-specific offset deletion from a consumer group.")
                : Optional.empty();
    }

    private Optional<String> deleteOffsets() {
        return has("group") && has("topic")
                ? Optional.empty()
                : Optional.of(
                        "Option [delete-offsets] takes the following options: [group], [topic]");
    }

    private Optional<String> resetOffsets() {
        if (has("dry-run") && has("execute")) {
            return Optional.of(
                    "Option [reset-offsets] only accepts one of [execute] and [dry-run]");
        }
        if (lacksGroup()) {
            return Optional.of(needsGroup("reset-offsets"));
        }
        List<String> strategies = STRATEGIES.stream().filter(given).toList();
        if (strategies.isEmpty()) {
            return Optional.of(
                    "Option '[reset-offsets]' requires one of the following scenarios: [[to-offset], [shift-by], [from-file], [to-datetime], [by-duration], [to-latest], [to-current], [to-earliest]]");
        }
        if (strategies.size() > 1) {
            return Optional.of(together(strategies.get(0), strategies.get(1)));
        }
        boolean hasScope = has("topic") || has("all-topics") || has("from-file");
        return hasScope
                ? Optional.empty()
                : Optional.of("One of the reset scopes should be defined: --all-topics, --topic.");
    }

    private Optional<String> noTopic(String action) {
        return has("topic") ? Optional.of(together("topic", action)) : Optional.empty();
    }

    private boolean lacksGroup() {
        return !has("group") && !has("all-groups");
    }

    private static String needsGroup(String action) {
        return "Option [%s] takes one of these options: [all-groups], [group]".formatted(action);
    }

    private static String together(String one, String other) {
        return "Option \"[%s]\" can't be used with option \"[%s]\"".formatted(one, other);
    }

    private boolean has(String option) {
        return given.test(option);
    }

    private long count(List<String> options) {
        return options.stream().filter(given).count();
    }
}
