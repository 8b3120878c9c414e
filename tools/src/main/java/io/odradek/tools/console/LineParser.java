package io.odradek.tools.console;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Makes a record of a line, as the reader properties say: headers first, then the key, then the
 * value, of which headers and key are there only when asked for. Pure but for counting lines.
 */
final class LineParser {

    private final String topic;
    private final boolean parseKey;
    private final boolean parseHeaders;
    private final boolean ignoreError;
    private final String keySeparator;
    private final String headersDelimiter;
    private final String headersSeparator;
    private final String headerKeySeparator;
    private final @Nullable String nullMarker;
    private long lineNumber;

    LineParser(String topic, Properties properties) {
        this.topic = topic;
        this.parseKey = flag(properties, "parse.key");
        this.parseHeaders = flag(properties, "parse.headers");
        this.ignoreError = flag(properties, "ignore.error");
        this.keySeparator = properties.getProperty("key.separator", "\t");
        this.headersDelimiter = properties.getProperty("headers.delimiter", "\t");
        this.headersSeparator = properties.getProperty("headers.separator", ",");
        this.headerKeySeparator = properties.getProperty("headers.key.separator", ":");
        this.nullMarker = properties.getProperty("null.marker");
        requireDifferent(
                "headers.delimiter", headersDelimiter, "headers.separator", headersSeparator);
        requireDifferent(
                "headers.delimiter", headersDelimiter, "headers.key.separator", headerKeySeparator);
        requireDifferent(
                "headers.separator", headersSeparator, "headers.key.separator", headerKeySeparator);
        requireDifferent("null.marker", nullMarker, "key.separator", keySeparator);
        requireDifferent("null.marker", nullMarker, "headers.separator", headersSeparator);
        requireDifferent("null.marker", nullMarker, "headers.delimiter", headersDelimiter);
        requireDifferent("null.marker", nullMarker, "headers.key.separator", headerKeySeparator);
    }

    private static boolean flag(Properties properties, String key) {
        return Boolean.parseBoolean(properties.getProperty(key, "false").strip());
    }

    private static void requireDifferent(
            String key, @Nullable String value, String otherKey, String otherValue) {
        if (otherValue.equals(value)) {
            throw new Failure("%s and %s may not be equal".formatted(key, otherKey));
        }
    }

    /**
     * @throws Failure when the line lacks a separator and {@code ignore.error} is not set
     */
    ProducerRecord<byte[], byte[]> parse(String line) {
        lineNumber++;
        String rest = line;
        List<Header> headers = List.of();
        if (parseHeaders) {
            int end = find(rest, headersDelimiter, "headers delimiter", line);
            if (end >= 0) {
                headers = headers(rest.substring(0, end));
                rest = rest.substring(end + headersDelimiter.length());
            }
        }
        byte @Nullable [] key = null;
        if (parseKey) {
            int end = find(rest, keySeparator, "key separator", line);
            if (end >= 0) {
                key = bytes(rest.substring(0, end));
                rest = rest.substring(end + keySeparator.length());
            }
        }
        return new ProducerRecord<>(topic, null, null, key, bytes(rest), headers);
    }

    private int find(String text, String separator, String what, String line) {
        int at = text.indexOf(separator);
        if (at < 0 && !ignoreError) {
            throw new Failure(
                    "No %s found on line number %d: '%s'".formatted(what, lineNumber, line));
        }
        return at;
    }

    private List<Header> headers(String text) {
        if (text.isEmpty() || text.equals(nullMarker)) {
            return List.of();
        }
        List<Header> headers = new ArrayList<>();
        for (String pair : text.split(java.util.regex.Pattern.quote(headersSeparator), -1)) {
            int at = pair.indexOf(headerKeySeparator);
            if (at >= 0) {
                String name = requireName(pair.substring(0, at));
                headers.add(
                        new RecordHeader(
                                name, bytes(pair.substring(at + headerKeySeparator.length()))));
            } else if (ignoreError) {
                headers.add(new RecordHeader(pair, (byte[]) null));
            } else {
                throw new Failure(
                        "No header key separator found in pair '%s' on line number %d"
                                .formatted(pair, lineNumber));
            }
        }
        return headers;
    }

    private String requireName(String name) {
        if (name.equals(nullMarker)) {
            throw new Failure(
                    "Header keys should not be equal to the null marker '%s' as they can't be null (line number %d)"
                            .formatted(name, lineNumber));
        }
        return name;
    }

    private byte @Nullable [] bytes(String text) {
        return text.equals(nullMarker) ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
