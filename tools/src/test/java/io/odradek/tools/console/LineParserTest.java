package io.odradek.tools.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.PropertyArguments;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

class LineParserTest {

    private static LineParser parser(String... properties) {
        return new LineParser("t", PropertyArguments.parse(List.of(properties)));
    }

    /** The record as {@code headers|key|value}. */
    private static String parse(LineParser parser, String line) {
        ProducerRecord<byte[], byte[]> record = parser.parse(line);
        assertEquals("t", record.topic());
        String headers =
                StreamSupport.stream(record.headers().spliterator(), false)
                        .map(h -> h.key() + "=" + text(h.value()))
                        .collect(Collectors.joining(","));
        return headers + "|" + text(record.key()) + "|" + text(record.value());
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "<null>" : new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void aLineIsAValueUnlessMoreIsAskedFor() {
        assertEquals("|<null>|a\tb", parse(parser(), "a\tb"));
        assertEquals("|<null>|", parse(parser(), ""));
        assertEquals("|<null>|ä€", parse(parser(), "ä€"));
    }

    @Test
    void aKeyEndsAtTheFirstSeparator() {
        assertEquals("|k|v\tw", parse(parser("parse.key=true"), "k\tv\tw"));
        assertEquals("|k|=v", parse(parser("parse.key=true", "key.separator=="), "k==v"));
        assertEquals("||", parse(parser("parse.key=true"), "\t"));
    }

    @Test
    void headersComeFirst() {
        LineParser parser = parser("parse.key=true", "parse.headers=true");
        assertEquals("h1=x,h2=y:z|k|v", parse(parser, "h1:x,h2:y:z\tk\tv"));
        assertEquals("|k|v", parse(parser, "\tk\tv"));
        LineParser other =
                parser(
                        "parse.headers=true",
                        "headers.delimiter=|",
                        "headers.separator=;",
                        "headers.key.separator==");
        assertEquals("a=1,b=2|<null>|v", parse(other, "a=1;b=2|v"));
    }

    @Test
    void theNullMarkerStandsForNothingAnywhere() {
        LineParser parser = parser("parse.key=true", "parse.headers=true", "null.marker=NULL");
        assertEquals("|<null>|<null>", parse(parser, "NULL\tNULL\tNULL"));
        assertEquals("h=<null>|k|v", parse(parser, "h:NULL\tk\tv"));
        assertThrows(Failure.class, () -> parser.parse("NULL:x\tk\tv"));
    }

    @Test
    void aMissingSeparatorIsReportedWithTheLineItIsMissingFrom() {
        LineParser parser = parser("parse.key=true");
        parser.parse("a\tb");
        Failure e = assertThrows(Failure.class, () -> parser.parse("nokey"));
        assertEquals("No key separator found on line number 2: 'nokey'", e.getMessage());
        LineParser headers = parser("parse.headers=true");
        assertEquals(
                "No headers delimiter found on line number 1: 'x'",
                assertThrows(Failure.class, () -> headers.parse("x")).getMessage());
        assertEquals(
                "No header key separator found in pair 'x' on line number 2",
                assertThrows(Failure.class, () -> headers.parse("a:b,x\tv")).getMessage());
    }

    @Test
    void aMissingSeparatorCanBeIgnored() {
        LineParser parser = parser("parse.key=true", "parse.headers=true", "ignore.error=true");
        assertEquals("|<null>|nope", parse(parser, "nope"));
        assertEquals("h1x=<null>|k|v", parse(parser, "h1x\tk\tv"));
    }

    @ParameterizedTest
    @CsvSource({
        "null.marker=:, null.marker and headers.key.separator may not be equal",
        "headers.delimiter=:, headers.delimiter and headers.key.separator may not be equal",
        "headers.separator=:, headers.separator and headers.key.separator may not be equal",
    })
    void separatorsThatAreEqualAreRefused(String property, String complaint) {
        Failure e = assertThrows(Failure.class, () -> parser(property));
        assertEquals(complaint, e.getMessage());
    }

    @Test
    void optionsWinOverPropertiesAndThoseOverDefaults() {
        var properties = PropertyArguments.parse(Arrays.asList("acks=1", "retries=9"));
        var settings =
                new ProducerSettings(properties)
                        .option("acks", "all", true)
                        .option("retries", 3, false)
                        .option("linger.ms", 1000, false)
                        .properties();
        assertEquals("all", settings.getProperty("acks"));
        assertEquals("9", settings.getProperty("retries"));
        assertEquals("1000", settings.getProperty("linger.ms"));
        assertEquals("console-producer", settings.getProperty("client.id"));
    }
}
