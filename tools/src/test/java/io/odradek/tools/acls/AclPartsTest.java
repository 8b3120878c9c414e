package io.odradek.tools.acls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The words are those of Apache's kafka-acls 4.3.1. */
final class AclPartsTest {

    private static String complaint(String... given) {
        return AclRules.complaint(Set.of(given)::contains).orElse("");
    }

    @Test
    void whatDoesNotGoTogetherIsSaid() {
        assertEquals("", complaint("bootstrap-server", "list"));
        assertEquals("", complaint("bootstrap-server", "add", "allow-principal", "topic"));
        assertEquals(
                "Command must include exactly one action: --list, --add, --remove.",
                complaint("bootstrap-server", "list", "add"));
        assertEquals(
                "Option \"[list]\" can't be used with option \"[allow-principal]\"",
                complaint("bootstrap-server", "list", "allow-principal"));
        assertEquals(
                "With --producer you must specify a --topic",
                complaint("bootstrap-server", "add", "allow-principal", "producer", "group"));
        assertTrue(
                complaint("bootstrap-server", "add", "topic")
                        .startsWith("You must specify one of: --allow-principal"));
        assertTrue(
                complaint("bootstrap-server", "remove")
                        .startsWith("You must provide at least one"));
        assertTrue(AclRules.complaint(PatternType.MATCH).isPresent());
        assertTrue(AclRules.complaint(PatternType.PREFIXED).isEmpty());
    }

    private static Map<String, Set<AclOperation>> plan(AclOptions options) {
        return AclPlan.of(options).entrySet().stream()
                .collect(
                        Collectors.toMap(
                                e -> e.getKey().name(),
                                e ->
                                        e.getValue().stream()
                                                .map(entry -> entry.operation())
                                                .collect(Collectors.toSet())));
    }

    @Test
    void rolesAreWhatTheyNeed() {
        var options = new AclOptions();
        options.allowed.add("User:anna");
        options.topics.add("wool");
        options.groups.add("knitters");
        options.consumer = true;
        assertEquals(
                Map.of(
                        "wool",
                        Set.of(AclOperation.READ, AclOperation.DESCRIBE),
                        "knitters",
                        Set.of(AclOperation.READ)),
                plan(options));
        options.groups.clear();
        options.consumer = false;
        options.producer = true;
        options.idempotent = true;
        assertEquals(
                Map.of(
                        "wool",
                        Set.of(AclOperation.WRITE, AclOperation.DESCRIBE, AclOperation.CREATE),
                        "kafka-cluster",
                        Set.of(AclOperation.IDEMPOTENT_WRITE)),
                plan(options));
    }

    @Test
    void operationsFitTheirResourceHoweverTheyAreSpelt() {
        var options = new AclOptions();
        options.denied.add("User:bert");
        options.topics.add("wool");
        options.operations.addAll(List.of("DescribeConfigs", "alter_configs", "READ"));
        assertEquals(
                Set.of(
                        AclOperation.DESCRIBE_CONFIGS,
                        AclOperation.ALTER_CONFIGS,
                        AclOperation.READ),
                plan(options).get("wool"));
        options.operations.add("IdempotentWrite");
        assertThrows(Failure.class, () -> AclPlan.of(options));
        options.operations.clear();
        options.denied.add("bert");
        assertThrows(Failure.class, () -> AclPlan.of(options));
    }
}
