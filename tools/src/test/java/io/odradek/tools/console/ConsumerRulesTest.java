package io.odradek.tools.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.tools.cli.Ran;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Set;

/** The complaints are Apache Kafka's, recorded from its own command. */
class ConsumerRulesTest {

    private static String complaint(String options, @Nullable String offset) {
        Set<String> given = Set.of(options.strip().split(" ", -1));
        return ConsumerRules.complaint(given::contains, offset).orElse("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topic | Missing required argument \"[bootstrap-server]\"",
                "bootstrap-server | Exactly one of the following arguments is required: [topic], [include]",
                "bootstrap-server partition | Exactly one of the following arguments is required: [topic], [include]",
                "bootstrap-server topic include | Exactly one of the following arguments is required: [topic], [include]",
                "bootstrap-server include partition | The topic is required when partition is specified.",
                "bootstrap-server topic offset | The partition is required when offset is specified.",
                "bootstrap-server topic partition group | Options group and partition cannot be specified together.",
                "bootstrap-server topic partition offset from-beginning | Options from-beginning and offset cannot be specified together.",
                "bootstrap-server topic command-property consumer-property | Options --command-property and --consumer-property cannot be specified together.",
            })
    void optionsThatDoNotGoTogetherAreNamed(String options, String complaint) {
        assertEquals(complaint, complaint(options, null));
    }

    @ParameterizedTest
    @CsvSource({"earliest", "LATEST", "0", "9223372036854775807"})
    void anOffsetIsAnEndOrANumber(String offset) {
        assertEquals("", complaint("bootstrap-server topic partition offset", offset));
    }

    @ParameterizedTest
    @CsvSource({"end", "-5", "abc", "''"})
    void anotherOffsetIsRefused(String offset) {
        assertEquals(
                "The provided offset value '%s' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long."
                        .formatted(offset),
                complaint("bootstrap-server topic partition offset", offset));
    }

    @Test
    void differentGroupsAreRefused() {
        Ran ran =
                Ran.run(
                        new ConsoleConsumerCommand(),
                        "--bootstrap-server",
                        "localhost:1",
                        "--topic",
                        "t",
                        "--command-property",
                        "group.id=a",
                        "--group",
                        "b");
        assertEquals(1, ran.status());
        assertEquals(
                "The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. Detected group ids: 'a', 'b'",
                ran.complaint());
    }
}
