package io.odradek.tools.console;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.MessageFormatter;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a record as a line: those of timestamp, partition, offset, delivery count, leader epoch,
 * headers, key and value that were asked for, in this order.
 */
final class RecordPrinter implements MessageFormatter {

    private boolean printTimestamp;
    private boolean printPartition;
    private boolean printOffset;
    private boolean printDelivery;
    private boolean printEpoch;
    private boolean printHeaders;
    private boolean printKey;
    private boolean printValue = true;
    private byte[] separator = utf8("\t");
    private byte[] lineSeparator = utf8("\n");
    private byte[] headersSeparator = utf8(",");
    private byte[] nullLiteral = utf8("null");
    private @Nullable Deserializer<?> keyDeserializer;
    private @Nullable Deserializer<?> valueDeserializer;
    private @Nullable Deserializer<?> headersDeserializer;

    @Override
    public void configure(Map<String, ?> configs) {
        printTimestamp = flag(configs, "print.timestamp", printTimestamp);
        printPartition = flag(configs, "print.partition", printPartition);
        printOffset = flag(configs, "print.offset", printOffset);
        printDelivery = flag(configs, "print.delivery", printDelivery);
        printEpoch = flag(configs, "print.epoch", printEpoch);
        printHeaders = flag(configs, "print.headers", printHeaders);
        printKey = flag(configs, "print.key", printKey);
        printValue = flag(configs, "print.value", printValue);
        separator = text(configs, "key.separator", separator);
        lineSeparator = text(configs, "line.separator", lineSeparator);
        headersSeparator = text(configs, "headers.separator", headersSeparator);
        nullLiteral = text(configs, "null.literal", nullLiteral);
        keyDeserializer = deserializer(configs, "key.deserializer", true);
        valueDeserializer = deserializer(configs, "value.deserializer", false);
        headersDeserializer = deserializer(configs, "headers.deserializer", false);
        if (headersDeserializer == null) {
            headersDeserializer = deserializer(configs, "header.deserializer", false);
        }
    }

    private static boolean flag(Map<String, ?> configs, String key, boolean otherwise) {
        Object value = configs.get(key);
        return value == null ? otherwise : Boolean.parseBoolean(value.toString().strip());
    }

    private static byte[] text(Map<String, ?> configs, String key, byte[] otherwise) {
        Object value = configs.get(key);
        return value == null ? otherwise : utf8(value.toString());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The deserializer named by {@code key}, given the properties that begin with its name. */
    private static @Nullable Deserializer<?> deserializer(
            Map<String, ?> configs, String key, boolean isKey) {
        Object name = configs.get(key);
        if (name == null || name.toString().isBlank()) {
            return null;
        }
        Map<String, Object> own = new HashMap<>();
        configs.forEach(
                (k, v) -> {
                    if (k.startsWith(key + ".")) {
                        own.put(k.substring(key.length() + 1), v);
                    }
                });
        try {
            Deserializer<?> deserializer =
                    Class.forName(name.toString().strip())
                            .asSubclass(Deserializer.class)
                            .getDeclaredConstructor()
                            .newInstance();
            deserializer.configure(own, isKey);
            return deserializer;
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new Failure(
                    "%s: the deserializer %s cannot be used (%s); its jar must be in CLASSPATH"
                            .formatted(key, name, e),
                    e);
        }
    }

    @Override
    public void writeTo(ConsumerRecord<byte[], byte[]> record, PrintStream output) {
        Line line = new Line(output);
        if (printTimestamp) {
            line.field(utf8(timestamp(record)));
        }
        if (printPartition) {
            line.field(utf8("Partition:" + record.partition()));
        }
        if (printOffset) {
            line.field(utf8("Offset:" + record.offset()));
        }
        if (printDelivery) {
            line.field(utf8("Delivery:" + orAbsent(record.deliveryCount().map(Short::intValue))));
        }
        if (printEpoch) {
            line.field(utf8("Epoch:" + orAbsent(record.leaderEpoch())));
        }
        if (printHeaders) {
            line.next();
            headers(record, output);
        }
        if (printKey) {
            line.field(shown(keyDeserializer, record, record.key()));
        }
        if (printValue) {
            line.field(shown(valueDeserializer, record, record.value()));
        }
        output.writeBytes(lineSeparator);
    }

    /** Puts the separator between the fields of one line. */
    private final class Line {
        private final PrintStream output;
        private boolean isFirst = true;

        Line(PrintStream output) {
            this.output = output;
        }

        void next() {
            if (!isFirst) {
                output.writeBytes(separator);
            }
            isFirst = false;
        }

        void field(byte[] text) {
            next();
            output.writeBytes(text);
        }
    }

    private static String timestamp(ConsumerRecord<?, ?> record) {
        return record.timestampType() == TimestampType.NO_TIMESTAMP_TYPE
                ? "NO_TIMESTAMP"
                : record.timestampType() + ":" + record.timestamp();
    }

    private static String orAbsent(Optional<Integer> number) {
        return number.map(String::valueOf).orElse("NOT_PRESENT");
    }

    private void headers(ConsumerRecord<byte[], byte[]> record, PrintStream output) {
        Headers headers = record.headers();
        boolean isFirst = true;
        for (Header header : headers) {
            if (!isFirst) {
                output.writeBytes(headersSeparator);
            }
            isFirst = false;
            output.writeBytes(utf8(header.key() + ":"));
            output.writeBytes(shown(headersDeserializer, record, header.value()));
        }
        if (isFirst) {
            output.writeBytes(utf8("NO_HEADERS"));
        }
    }

    private byte[] shown(
            @Nullable Deserializer<?> deserializer,
            ConsumerRecord<byte[], byte[]> record,
            byte @Nullable [] data) {
        if (data == null) {
            return nullLiteral;
        }
        if (deserializer == null) {
            return data;
        }
        Object value = deserializer.deserialize(record.topic(), record.headers(), data);
        return utf8(String.valueOf(value));
    }
}
