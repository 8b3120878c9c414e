package io.odradek.tools.topics;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Which options of {@code kafka-topics} go together. Pure: looks only at what was given. */
final class TopicsRules {

    private static final List<String> ACTIONS =
            List.of("list", "describe", "create", "alter", "delete");
    private static final List<String> REPORTS =
            List.of(
                    "under-replicated-partitions",
                    "under-min-isr-partitions",
                    "at-min-isr-partitions",
                    "unavailable-partitions");

    /** An option, and the actions it belongs to. */
    private record Rule(String option, Set<String> actions) {}

    private static final List<Rule> RULES =
            List.of(
                    new Rule("config", Set.of("create")),
                    new Rule("partitions", Set.of("create", "alter")),
                    new Rule("replication-factor", Set.of("create")),
                    new Rule("replica-assignment", Set.of("create", "alter")),
                    new Rule("under-replicated-partitions", Set.of("describe")),
                    new Rule("under-min-isr-partitions", Set.of("describe")),
                    new Rule("at-min-isr-partitions", Set.of("describe")),
                    new Rule("unavailable-partitions", Set.of("describe")),
                    new Rule("topics-with-overrides", Set.of("describe")),
                    new Rule("if-exists", Set.of("alter", "delete", "describe")),
                    new Rule("if-not-exists", Set.of("create")),
                    new Rule("exclude-internal", Set.of("list", "describe")));

    private TopicsRules() {}

    /** What is wrong with the options for which {@code given} holds; empty when nothing is. */
    static Optional<String> complaint(Predicate<String> given) {
        List<String> actions = ACTIONS.stream().filter(given).toList();
        if (actions.size() != 1) {
            return Optional.of(
                    "Command must include exactly one action: --list, --describe, --create, --alter or --delete");
        }
        String action = actions.getFirst();
        if (!given.test("bootstrap-server")) {
            return Optional.of("--bootstrap-server must be specified");
        }
        return missing(action, given)
                .or(() -> misplaced(action, given))
                .or(() -> contradicting(action, given));
    }

    private static Optional<String> missing(String action, Predicate<String> given) {
        boolean needsTopic = !action.equals("list") && !action.equals("describe");
        if (needsTopic && !given.test("topic")) {
            return Optional.of("Missing required argument \"[topic]\"");
        }
        if (action.equals("alter") && given.test("config")) {
            return Optional.of(
                    "Option combination \"[[config], [bootstrap-server]]\" can't be used with option \"[alter]\" (To alter topic configurations, the kafka-configs tool can be used.)");
        }
        if (action.equals("alter") && !given.test("partitions")) {
            return Optional.of("Missing required argument \"[partitions]\"");
        }
        return Optional.empty();
    }

    private static Optional<String> misplaced(String action, Predicate<String> given) {
        return RULES.stream()
                .filter(rule -> given.test(rule.option()) && !rule.actions().contains(action))
                .findFirst()
                .map(rule -> cannot(rule.option(), action));
    }

    private static Optional<String> contradicting(String action, Predicate<String> given) {
        if (action.equals("create") && given.test("replica-assignment")) {
            for (String other : List.of("partitions", "replication-factor")) {
                if (given.test(other)) {
                    return Optional.of(cannot("replica-assignment", other));
                }
            }
        }
        if (given.test("topics-with-overrides")) {
            return REPORTS.stream()
                    .filter(given)
                    .findFirst()
                    .map(report -> cannot(report, "topics-with-overrides"));
        }
        return Optional.empty();
    }

    private static String cannot(String option, String other) {
        return "Option \"[%s]\" can't be used with option \"[%s]\"".formatted(option, other);
    }
}
