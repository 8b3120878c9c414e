package io.odradek.tools.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.tools.cli.Ran;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;
import java.util.Set;

/** The complaints are Apache Kafka's, recorded from its own command. */
class TopicsRulesTest {

    private static String complaint(String options) {
        Set<String> given = Set.of(options.strip().split(" ", -1));
        return TopicsRules.complaint(o -> o.equals("bootstrap-server") || given.contains(o))
                .orElse("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create topic replica-assignment partitions | replica-assignment | partitions",
                "create topic replica-assignment replication-factor | replica-assignment | replication-factor",
                "create topic if-exists | if-exists | create",
                "list if-exists | if-exists | list",
                "list config | config | list",
                "list if-not-exists | if-not-exists | list",
                "describe if-not-exists | if-not-exists | describe",
                "describe partitions | partitions | describe",
                "describe replication-factor | replication-factor | describe",
                "describe replica-assignment | replica-assignment | describe",
                "describe config | config | describe",
                "describe under-replicated-partitions topics-with-overrides | under-replicated-partitions | topics-with-overrides",
                "alter topic partitions replication-factor | replication-factor | alter",
                "delete topic if-not-exists | if-not-exists | delete",
                "delete topic partitions | partitions | delete",
            })
    void optionsThatDoNotGoTogetherAreNamed(String options, String option, String other) {
        assertEquals(
                "Option \"[%s]\" can't be used with option \"[%s]\"".formatted(option, other),
                complaint(options));
    }

    @ParameterizedTest
    @CsvSource({"list describe", "topic", "create delete topic"})
    void thereIsExactlyOneAction(String options) {
        assertEquals(
                "Command must include exactly one action: --list, --describe, --create, --alter or --delete",
                complaint(options));
    }

    @ParameterizedTest
    @CsvSource({
        "create, topic",
        "delete, topic",
        "alter partitions, topic",
        "alter topic, partitions"
    })
    void whatAnActionNeedsIsNamed(String options, String missing) {
        assertEquals("Missing required argument \"[%s]\"".formatted(missing), complaint(options));
    }

    @ParameterizedTest
    @CsvSource({
        "list",
        "list exclude-internal topic",
        "describe",
        "describe under-replicated-partitions at-min-isr-partitions",
        "describe topics-with-overrides topic if-exists",
        "create topic if-not-exists config partitions replication-factor",
        "create topic replica-assignment",
        "alter topic partitions replica-assignment if-exists",
        "delete topic if-exists"
    })
    void whatGoesTogetherIsAccepted(String options) {
        assertEquals("", complaint(options));
    }

    @Test
    void theBootstrapServerIsAskedFor() {
        assertEquals(
                Optional.of("--bootstrap-server must be specified"),
                TopicsRules.complaint("list"::equals));
    }

    @Test
    void theCommandEndsWithTheComplaintAndStatusOne() {
        Ran ran = Ran.run(new TopicsCommand(), "--bootstrap-server", "localhost:1", "--create");
        assertEquals(1, ran.status());
        assertEquals("Missing required argument \"[topic]\"", ran.complaint());
        assertEquals(
                "Invalid url in bootstrap.servers: localhost",
                Ran.run(new TopicsCommand(), "--bootstrap-server", "localhost", "--list")
                        .complaint());
    }
}
