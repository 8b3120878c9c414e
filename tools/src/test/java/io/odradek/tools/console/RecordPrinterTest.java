package io.odradek.tools.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

class RecordPrinterTest {

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("NullAway") // A record's key and value may be null.
    private static ConsumerRecord<byte[], byte[]> record(
            @Nullable String key, @Nullable String value, String... headers) {
        RecordHeaders all = new RecordHeaders();
        for (String header : headers) {
            String[] parts = header.split("=", 2);
            all.add(parts[0], parts[1].equals("null") ? null : bytes(parts[1]));
        }
        return new ConsumerRecord<>(
                "t",
                3,
                42,
                1795252319437L,
                TimestampType.CREATE_TIME,
                0,
                0,
                bytes(key),
                bytes(value),
                all,
                Optional.of(5));
    }

    private static String print(ConsumerRecord<byte[], byte[]> record, String... properties) {
        Map<String, Object> configs = new HashMap<>();
        for (String property : properties) {
            String[] parts = property.split("=", 2);
            configs.put(parts[0], parts[1]);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, false, StandardCharsets.UTF_8);
        Formatters.named("org.apache.kafka.tools.consumer.DefaultMessageFormatter", configs)
                .writeTo(record, stream);
        stream.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theValueAloneIsPrintedByDefault() {
        assertEquals("v\n", print(record("k", "v")));
        assertEquals("null\n", print(record(null, null)));
        assertEquals("\n", print(record(null, "")));
    }

    @Test
    void everythingIsPrintedInKafkasOrder() {
        assertEquals(
                "CreateTime:1795252319437\tPartition:3\tOffset:42\tDelivery:NOT_PRESENT\tEpoch:5\th1:x,h2:null\tk\tv\n",
                print(
                        record("k", "v", "h1=x", "h2=null"),
                        "print.timestamp=true",
                        "print.partition=true",
                        "print.offset=true",
                        "print.delivery=true",
                        "print.epoch=true",
                        "print.headers=true",
                        "print.key=true"));
    }

    @Test
    void separatorsAndTheNullLiteralCanBeChosen() {
        assertEquals(
                "a:1;b:NIL:NIL:v|",
                print(
                        record(null, "v", "a=1", "b=null"),
                        "print.headers=true",
                        "print.key=true",
                        "key.separator=:",
                        "headers.separator=;",
                        "line.separator=|",
                        "null.literal=NIL"));
    }

    @Test
    void aRecordWithoutHeadersOrValueShownSaysSo() {
        assertEquals("NO_HEADERS\tv\n", print(record("k", "v"), "print.headers=true"));
        assertEquals("k\n", print(record("k", "v"), "print.key=true", "print.value=false"));
    }

    @Test
    void deserializersAreUsedWithTheirOwnSettings() {
        String stringDeserializer = "org.apache.kafka.common.serialization.StringDeserializer";
        assertEquals(
                "ä\n",
                print(
                        new ConsumerRecord<>(
                                "t", 0, 0, new byte[0], "ä".getBytes(StandardCharsets.ISO_8859_1)),
                        "value.deserializer=" + stringDeserializer,
                        "value.deserializer.value.deserializer.encoding=ISO-8859-1"));
        Failure e =
                assertThrows(
                        Failure.class,
                        () -> print(record("k", "v"), "key.deserializer=no.such.Class"));
        assertTrue(String.valueOf(e.getMessage()).contains("no.such.Class"));
    }

    @Test
    void formattersAreFoundUnderOldAndNewNames() {
        Map<String, Object> none = Map.of();
        assertTrue(
                Formatters.named("kafka.tools.DefaultMessageFormatter", none)
                        instanceof RecordPrinter);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Formatters.named("org.apache.kafka.tools.consumer.NoOpMessageFormatter", none)
                .writeTo(record("k", "v"), new PrintStream(out, true, StandardCharsets.UTF_8));
        assertEquals(0, out.size());
        assertThrows(Failure.class, () -> Formatters.named("foo.Bar", none));
        assertThrows(Failure.class, () -> Formatters.named("kafka.tools.Other", none));
    }
}
