package io.odradek.tools.partitions;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Which options of {@code kafka-reassign-partitions} go together. Pure. */
final class ReassignmentRules {
    private static final List<String> ACTIONS =
            List.of("generate", "execute", "verify", "cancel", "list");
    private static final String FILE = "reassignment-json-file";

    private record Rule(String option, Set<String> actions) {}

    private static final List<Rule> RULES =
            List.of(
                    new Rule(FILE, Set.of("execute", "verify", "cancel")),
                    new Rule("topics-to-move-json-file", Set.of("generate")),
                    new Rule("broker-list", Set.of("generate")),
                    new Rule("disable-rack-aware", Set.of("generate")),
                    new Rule("throttle", Set.of("execute")),
                    new Rule("replica-alter-log-dirs-throttle", Set.of("execute")),
                    new Rule("timeout", Set.of("execute")),
                    new Rule("additional", Set.of("execute")),
                    new Rule("disallow-replication-factor-change", Set.of("execute")),
                    new Rule("preserve-throttles", Set.of("verify", "cancel")));

    private ReassignmentRules() {}

    /** What is wrong with the options for which {@code given} holds; empty when nothing is. */
    static Optional<String> complaint(Predicate<String> given) {
        List<String> actions = ACTIONS.stream().filter(given).toList();
        if (actions.size() != 1) {
            return Optional.of(
                    "Command must include exactly one action: --generate, --execute, --verify, --cancel, --list");
        }
        String action = actions.getFirst();
        if (!given.test("bootstrap-server") && !given.test("bootstrap-controller")) {
            return Optional.of("Please specify --bootstrap-server");
        }
        if (action.equals("generate")) {
            for (String needed : List.of("topics-to-move-json-file", "broker-list")) {
                if (!given.test(needed)) {
                    return missing(needed);
                }
            }
        } else if (!action.equals("list") && !given.test(FILE)) {
            return missing(FILE);
        }
        for (Rule rule : RULES) {
            if (given.test(rule.option()) && !rule.actions().contains(action)) {
                return Optional.of(
                        "Option \"[%s]\" can't be used with action \"[%s]\""
                                .formatted(rule.option(), action));
            }
        }
        if (given.test("replica-alter-log-dirs-throttle")) {
            return Optional.of(
                    "--replica-alter-log-dirs-throttle: this version does not throttle moves between the directories of a broker and would only pretend to; leave the option out");
        }
        return Optional.empty();
    }

    private static Optional<String> missing(String option) {
        return Optional.of("Missing required argument \"[" + option + "]\"");
    }
}
