package io.odradek.tools.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Complaints in the words of Apache's command, where it has one. */
final class ConsumerGroupRulesTest {

    private static Optional<String> complaint(String... given) {
        Set<String> options = new HashSet<>(List.of(given));
        options.add("bootstrap-server");
        return ConsumerGroupRules.complaint(options::contains);
    }

    private static void assertComplaint(String expected, String... given) {
        assertEquals(Optional.of(expected), complaint(given));
    }

    @Test
    void exactlyOneActionIsGiven() {
        String complaint =
                "Command must include exactly one action: --list, --describe, --delete, --reset-offsets, --delete-offsets, --validate-regex";
        assertComplaint(complaint, "group");
        assertComplaint(complaint, "list", "describe");
        assertEquals(Optional.empty(), complaint("list"));
    }

    @Test
    void onlyTheRegularExpressionNeedsNoCluster() {
        assertEquals(
                Optional.of("Missing required argument \"[bootstrap-server]\""),
                ConsumerGroupRules.complaint(Set.of("list")::contains));
        assertEquals(
                Optional.empty(), ConsumerGroupRules.complaint(Set.of("validate-regex")::contains));
    }

    @Test
    void listTakesNoGroupAndNoTopic() {
        assertComplaint("Option \"[group]\" can't be used with option \"[list]\"", "list", "group");
        assertComplaint("Option \"[topic]\" can't be used with option \"[list]\"", "list", "topic");
        assertEquals(Optional.empty(), complaint("list", "state", "type", "timeout"));
    }

    @Test
    void whatDescribesIsOnlyForDescribe() {
        assertComplaint(
                "Option(s) [members] are unavailable given other options on the command line",
                "list",
                "members");
        assertComplaint(
                "Option(s) [verbose] are unavailable given other options on the command line",
                "list",
                "verbose");
        assertComplaint(
                "Option(s) [type] are unavailable given other options on the command line",
                "describe",
                "group",
                "type");
        assertComplaint(
                "Option(s) [state] are unavailable given other options on the command line",
                "reset-offsets",
                "group",
                "state");
    }

    @Test
    void describeTakesGroupsAndOneView() {
        assertComplaint(
                "Option [describe] takes one of these options: [all-groups], [group]", "describe");
        assertComplaint(
                "Option \"[group]\" can't be used with option \"[all-groups]\"",
                "describe",
                "group",
                "all-groups");
        assertComplaint(
                "Option [describe] takes at most one of these options: [members], [offsets], [state]",
                "describe",
                "group",
                "members",
                "state");
        assertComplaint(
                "Option \"[topic]\" can't be used with option \"[describe]\"",
                "describe",
                "group",
                "topic");
        assertEquals(Optional.empty(), complaint("describe", "group", "state", "verbose"));
    }

    @Test
    void deleteTakesGroupsAndNoTopics() {
        assertComplaint(
                "The consumer does not support topic-specific offset deletion from a consumer group.",
                "delete",
                "group",
                "topic");
        assertComplaint(
                "Option [delete-offsets] takes the following options: [group], [topic]",
                "delete-offsets",
                "group");
    }

    @Test
    void resetTakesGroupsOneStrategyAndAScope() {
        assertComplaint(
                "Option [reset-offsets] takes one of these options: [all-groups], [group]",
                "reset-offsets");
        assertComplaint(
                "Option [reset-offsets] only accepts one of [execute] and [dry-run]",
                "reset-offsets",
                "group",
                "execute",
                "dry-run");
        assertComplaint(
                "Option \"[to-earliest]\" can't be used with option \"[to-latest]\"",
                "reset-offsets",
                "group",
                "all-topics",
                "to-latest",
                "to-earliest");
        assertComplaint(
                "Option \"[to-offset]\" can't be used with option \"[shift-by]\"",
                "reset-offsets",
                "group",
                "all-topics",
                "shift-by",
                "to-offset");
        assertComplaint(
                "One of the reset scopes should be defined: --all-topics, --topic.",
                "reset-offsets",
                "group",
                "to-earliest");
        assertEquals(Optional.empty(), complaint("reset-offsets", "group", "from-file"));
        assertEquals(
                Optional.empty(), complaint("reset-offsets", "all-groups", "topic", "shift-by"));
    }
}
